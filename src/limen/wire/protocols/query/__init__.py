"""The Query protocol (IAM, STS): a form comes in, XML goes out, or JSON for a client that accepts it."""
