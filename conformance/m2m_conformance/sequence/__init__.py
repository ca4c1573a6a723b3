"""Sequences of inputs that follow from the model: a target is driven through them and held to it."""
