"""A disc of images: what was found on it, and how that compares with what a case asks for."""
