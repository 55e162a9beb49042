"""Decisions as data."""
