"""Passkeys and FIDO2 security keys as MFA devices: WebAuthn, whose answers the `webauthn` library verifies."""
