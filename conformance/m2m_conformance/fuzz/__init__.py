"""Two peers of a target beside the model: what is said, lost, repeated and reordered is up to Hypothesis."""
