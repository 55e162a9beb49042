"""Who in an account can become its administrator through IAM itself, and what it takes to prevent it (section 7)."""
