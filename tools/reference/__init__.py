"""The chapters of docs/reference.md, each read from the code that it describes."""
