"""Cases derived from the model (spec/session.yaml, spec/strict.yaml): nothing here asks an implementation."""
