"""From mastered blocks and a timeline to files: one file format a module."""
