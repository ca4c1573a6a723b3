"""Plays implementations against each other: every ordered pair of targets, as initiator and as responder."""
