"""The store: one revision per write transaction, change records, audit records, snapshots of any moment."""
