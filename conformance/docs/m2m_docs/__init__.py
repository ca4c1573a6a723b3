"""What of the documentation site is generated from the model, the vectors and the parser, or included."""
