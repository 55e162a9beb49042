"""Users, groups, roles and instance profiles."""
