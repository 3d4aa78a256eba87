"""Formats: one module for each, core values to bytes and back."""
