"""What may be stored, by kind of policy."""
