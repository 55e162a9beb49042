"""Proofs in the input of a call: codes of MFA devices; later web identity tokens and SAML assertions."""
