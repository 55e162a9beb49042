"""Policies made into functions, once for all who have them (docs/decisions/0005-policies-are-compiled-by-action.md)."""
