"""Who is calling: signatures and access keys, session tokens, passwords, sign-in."""
