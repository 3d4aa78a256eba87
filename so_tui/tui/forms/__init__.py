"""The forms: a screen for everything that somebody types, declared as data."""
