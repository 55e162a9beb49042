"""Proofs, compared with parsing and with single evaluations."""
