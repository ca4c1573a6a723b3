"""Checks two peers built from the model over bad channels, in every way there is within bounds."""
