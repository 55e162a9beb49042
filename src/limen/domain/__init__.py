"""What exists, as frozen values.

ARNs, identifiers, principals, users, groups, roles, policies, credentials, accounts.
"""
