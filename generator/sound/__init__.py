"""From a timeline and its clips to mastered blocks: float32, shape (frames, channels), full scale ±1."""
