"""STS' operations."""
