"""What check-adapter finds in adapters that are each wrong in one way, and in right ones."""
