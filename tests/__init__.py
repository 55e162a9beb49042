"""Tests of Limen."""
