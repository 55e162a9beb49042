"""Proofs, measured beside parsing and beside single evaluations."""
