"""The screen as a page in a browser of this computer: who may come in, and what they see."""
