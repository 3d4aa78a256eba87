"""Discs of images, read in a process of its own: a folder or a ZIP in, findings out."""
