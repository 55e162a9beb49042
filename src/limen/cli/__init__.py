"""The `limen` command: a file per noun."""
