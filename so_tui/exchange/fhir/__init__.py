"""Cases as FHIR R4 (4.0.1), and what a portal's FHIR files offer to a case."""

LIMIT = 32 * 1024 * 1024
"""How many bytes are read at most: what a portal gives may hold whole documents."""
