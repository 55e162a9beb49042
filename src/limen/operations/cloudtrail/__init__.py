"""CloudTrail's operations, over the audit trail."""
