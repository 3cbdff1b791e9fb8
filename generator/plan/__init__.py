"""Text and numbers only: from a profile and a script to a timeline, with no sound and no files."""
