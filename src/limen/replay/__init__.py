"""A call as the audit trail holds it, decided again on the state of then and on that of now."""
