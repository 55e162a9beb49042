"""Decisions for Python programs: a client of Limen's AuthZEN endpoint, and guards for web frameworks (docs/gate.md)."""
