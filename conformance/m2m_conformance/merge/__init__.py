"""Reports of shards: put together to the run that they are parts of."""
