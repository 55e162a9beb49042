"""The policy language: text to syntax tree, patterns, variables, condition operators, validation, lint, the service catalog."""
