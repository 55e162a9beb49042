"""The sign-in service: passwords for short-lived credentials, in the shape of AWS's public `signin` model."""
