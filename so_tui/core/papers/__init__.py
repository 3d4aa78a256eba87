"""Papers that are printed: what stands on each, filled from a case."""
