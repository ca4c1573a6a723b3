"""The session as a Mealy machine: what goes in, what is seen of it, and words that tell machines apart."""
