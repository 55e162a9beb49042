"""IAM's entities as frozen values, by kind."""
