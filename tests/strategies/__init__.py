"""The strategies: what they call sound is read by the reference and by the oracle, what broken by neither."""
