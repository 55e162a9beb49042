"""Reports about the account."""
