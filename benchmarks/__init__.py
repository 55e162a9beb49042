"""Measurements of Limen side by side with its peers, as ratios within one run: `make bench`."""
