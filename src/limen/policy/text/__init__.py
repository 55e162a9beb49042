"""Policy text: JSON with the positions of its values."""
