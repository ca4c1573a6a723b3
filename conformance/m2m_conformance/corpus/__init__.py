"""What can be done with the vectors beside running them (`m2m-conformance vectors`)."""
