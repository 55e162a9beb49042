"""What the input of a call itself proves: codes of MFA devices; later web identity tokens and SAML assertions."""
