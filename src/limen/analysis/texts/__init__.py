"""Sets of texts given by patterns, and the question whether a text is in some of them and in none of others."""
