"""AWS's protocols: each parses requests, and renders answers and errors, by a service model."""
