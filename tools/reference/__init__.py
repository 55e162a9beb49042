"""The chapters of docs/reference.md, each read from the part of the code that it is about."""
