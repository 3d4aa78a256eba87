"""Cases as FHIR R4 (4.0.1), and what a portal's FHIR files offer to a case."""
