"""Administration by the operator, directly in the database: accounts, recovery, key rotation."""
