"""What the operator does with the database in hand: accounts, recovery, key rotation."""
