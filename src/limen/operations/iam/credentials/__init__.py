"""Access keys, passwords, SSH keys, signing certificates, service-specific credentials."""
