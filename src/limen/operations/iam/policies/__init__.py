"""Managed and inline policies, attachments, permissions boundaries."""
