"""Limen's API beside moto's server: the same signed requests to both, one worker each."""
