"""Limen's engine beside other decision engines, on the same policies and requests."""
