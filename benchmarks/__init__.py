"""Measurements of Limen side by side with its peers, as ratios within one run (DESIGN section 8); `make bench`."""
