"""Discs of images: those of pydicom, and those that nobody should be given."""
