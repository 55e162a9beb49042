"""The grammar: JSON to a syntax tree, and back to text."""
