"""Views: pure functions from a case and its plan to rows of text."""
