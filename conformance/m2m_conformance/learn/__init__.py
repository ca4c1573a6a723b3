"""Learns the machine of a target from outside, and shows where it is not the model's."""
