"""Laws about the source itself: limits, imports, what may be committed (CONTRIBUTING.md, docs/architecture.md)."""
