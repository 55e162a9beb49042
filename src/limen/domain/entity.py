"""Everything that a store keeps, as one type.

Every entity has `account` and a `key` that does not change while it exists (renames keep it): its unique id, or the ids
of the two entities that it joins. Children refer to their owner by unique id, so that a rename changes one value, and a
new entity with an old name inherits nothing (spec policy 2.6).
"""

from limen.domain.browser_sessions import BrowserSession, HandOver
from limen.domain.iam.account import Account, CredentialReport, PasswordPolicy
from limen.domain.iam.credentials import (
    AccessKey,
    LastUsed,
    LoginProfile,
    ServerCertificate,
    ServiceCredential,
    SigningCertificate,
    SSHPublicKey,
)
from limen.domain.iam.mfa import MFADevice, Passkey, PasskeyChallenge
from limen.domain.iam.providers import OIDCProvider, SAMLPrivateKey, SAMLProvider, UsedAssertion
from limen.domain.iam.roles import DeletionTask, InstanceProfile, Role
from limen.domain.iam.stored_policies import Attachment, InlinePolicy, ManagedPolicy
from limen.domain.iam.users import Group, Membership, User
from limen.domain.own_services import OwnService

Entity = (
    Account
    | User
    | Group
    | Membership
    | Role
    | InstanceProfile
    | ManagedPolicy
    | InlinePolicy
    | Attachment
    | AccessKey
    | LoginProfile
    | MFADevice
    | Passkey
    | PasskeyChallenge
    | PasswordPolicy
    | LastUsed
    | SSHPublicKey
    | SigningCertificate
    | ServiceCredential
    | DeletionTask
    | OIDCProvider
    | SAMLProvider
    | SAMLPrivateKey
    | UsedAssertion
    | CredentialReport
    | ServerCertificate
    | BrowserSession
    | HandOver
    | OwnService
)
