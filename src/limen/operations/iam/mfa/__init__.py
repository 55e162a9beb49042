"""MFA devices."""
