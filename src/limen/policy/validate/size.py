"""How long a policy may be (semantics L15): IAM counts the characters that are not white space."""

import re

MANAGED_POLICY_SIZE = 6_144
"""Each version of a managed policy."""

USER_INLINE_SIZE = 2_048
"""All inline policies of one user together."""

GROUP_INLINE_SIZE = 5_120
"""All inline policies of one group together."""

ROLE_INLINE_SIZE = 10_240
"""All inline policies of one role together."""

TRUST_POLICY_SIZE = 2_048
"""A role's trust policy, unless the account's quota has been raised."""

RAISED_TRUST_POLICY_SIZE = 4_096
"""The highest quota for trust policies that an account can have."""

SESSION_POLICY_SIZE = 2_048
"""Inline session policy and managed session policies together, in all of their characters."""

ORGANIZATION_POLICY_SIZE = 5_120
"""A service or resource control policy, in all of its characters."""

_WHITE_SPACE = re.compile(r"\s+")


def policy_size(text: str) -> int:
    """Count the characters of `text` that are not white space; white space inside strings does not count either."""
    return len(_WHITE_SPACE.sub("", text))
