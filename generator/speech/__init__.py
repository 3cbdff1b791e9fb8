"""From utterances to clips: one adapter a speech engine, and the cache that keeps what was spoken."""
