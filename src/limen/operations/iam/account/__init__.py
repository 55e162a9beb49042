"""The account itself: alias, summary, everything in it at once."""
