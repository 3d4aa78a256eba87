"""Damage to a casebook: found, put together again from what is left, and put back."""
