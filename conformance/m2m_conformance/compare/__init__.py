"""Two JSON reports, compared: what a change of the target, or of the suite, has done."""
