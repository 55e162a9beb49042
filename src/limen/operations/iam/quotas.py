"""The quotas of IAM with AWS's defaults, and the refusal when one is reached (spec api 2.6, 2.8, policy 1.7)."""

from limen.operations.iam.faults import LimitExceededError

USERS_PER_ACCOUNT = 5000
GROUPS_PER_ACCOUNT = 300
ROLES_PER_ACCOUNT = 1000
POLICIES_PER_ACCOUNT = 1500
INSTANCE_PROFILES_PER_ACCOUNT = 1000
SERVER_CERTIFICATES_PER_ACCOUNT = 20
OIDC_PROVIDERS_PER_ACCOUNT = 100
SAML_PROVIDERS_PER_ACCOUNT = 100
SAML_KEYS_PER_PROVIDER = 2
CLIENT_IDS_PER_PROVIDER = 100
GROUPS_PER_USER = 10
ACCESS_KEYS_PER_USER = 2
MFA_DEVICES_PER_USER = 8
VIRTUAL_MFA_DEVICES_PER_ACCOUNT = USERS_PER_ACCOUNT
SIGNING_CERTIFICATES_PER_USER = 2
SSH_PUBLIC_KEYS_PER_USER = 5
SERVICE_CREDENTIALS_PER_USER_AND_SERVICE = 2
TAGS_PER_RESOURCE = 50

POLICIES_PER_USER = 10
POLICIES_PER_GROUP = 10
POLICIES_PER_ROLE = 20
VERSIONS_PER_POLICY = 5
POLICY_VERSIONS_IN_USE = 10_000
ROLES_PER_INSTANCE_PROFILE = 1


def require_within(quota: str, limit: int, *, wanted: int) -> None:
    """Raise `LimitExceededError` if `wanted`, the number after the write, is over AWS's quota with this name."""
    if wanted > limit:
        raise LimitExceededError(f"Cannot exceed quota for {quota}: {limit}")
