"""Judges a client program by playing the server to it, with rare answers too (`serve --judge`)."""
