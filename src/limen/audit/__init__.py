"""The audit trail: CloudTrail-shaped events and where they go."""
