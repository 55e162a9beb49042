"""STS's operations."""
