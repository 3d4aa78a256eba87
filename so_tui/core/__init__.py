"""The pure core: cases, changes, knowledge and plan; no files, no clock, no randomness."""
