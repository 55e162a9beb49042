"""A call in the audit trail, decided again on its own state and on the present one."""
