"""Screens: each turns what a person did into a verb, and what came of it into state."""
