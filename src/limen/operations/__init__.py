"""What the API operations do: one function per operation, a module per resource kind."""
