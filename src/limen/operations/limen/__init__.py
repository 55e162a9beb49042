"""The operations of Limen's own service: explanations, questions, sign-ins, the server (docs/limen-service.md)."""
