"""AWS Organizations' operations."""
