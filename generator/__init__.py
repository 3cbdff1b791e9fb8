"""Inner Ally: audio-guided meditations for compassion-focused practice, made offline."""
