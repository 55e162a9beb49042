"""Policies compiled to functions, once for all callers (docs/decisions/0005-policies-are-compiled-by-action.md)."""
