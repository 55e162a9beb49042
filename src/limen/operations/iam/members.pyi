"""Members that several operations of IAM take: what a function that they share reads of a call.

For the type checker alone. A read-only member may be required by one operation and not by another.
"""

from collections.abc import Sequence
from typing import NotRequired, TypedDict, final

from typing_extensions import ReadOnly

from limen.operations.iam import shapes

class NamesUser(TypedDict):
    UserName: ReadOnly[NotRequired[str]]

class NamesGroupAndUser(TypedDict):
    GroupName: ReadOnly[str]
    UserName: ReadOnly[str]

class NamesPolicy(TypedDict):
    PolicyArn: ReadOnly[str]

class NamesInstanceProfile(TypedDict):
    InstanceProfileName: ReadOnly[str]

class NamesOIDCProvider(TypedDict):
    OpenIDConnectProviderArn: ReadOnly[str]

class NamesSAMLProvider(TypedDict):
    SAMLProviderArn: ReadOnly[str]

class NamesServerCertificate(TypedDict):
    ServerCertificateName: ReadOnly[str]

class NamesDevice(TypedDict):
    SerialNumber: ReadOnly[str]

class NamesAccessKey(NamesUser):
    AccessKeyId: ReadOnly[str]

class NamesSSHPublicKey(NamesUser):
    SSHPublicKeyId: ReadOnly[str]

class NamesCertificate(NamesUser):
    CertificateId: ReadOnly[str]

class NamesServiceCredential(NamesUser):
    ServiceSpecificCredentialId: ReadOnly[str]

class SetsStatus(TypedDict):
    Status: ReadOnly[str]

class HasPath(TypedDict):
    Path: ReadOnly[NotRequired[str]]

class HasPathPrefix(TypedDict):
    PathPrefix: ReadOnly[NotRequired[str]]

class HasTags(TypedDict):
    Tags: ReadOnly[Sequence[shapes.Tag]]

class HasTagKeys(TypedDict):
    TagKeys: ReadOnly[Sequence[str]]

class HasTwoCodes(TypedDict):
    AuthenticationCode1: ReadOnly[str]
    AuthenticationCode2: ReadOnly[str]

class Simulates(TypedDict):
    ActionNames: ReadOnly[Sequence[str]]
    ResourceArns: ReadOnly[NotRequired[Sequence[str]]]
    ResourceHandlingOption: ReadOnly[NotRequired[str]]
    ResourceOwner: ReadOnly[NotRequired[str]]
    ResourcePolicy: ReadOnly[NotRequired[str]]
    ContextEntries: ReadOnly[NotRequired[Sequence[shapes.ContextEntry]]]
    PermissionsBoundaryPolicyInputList: ReadOnly[NotRequired[Sequence[str]]]
    MaxItems: ReadOnly[NotRequired[int]]
    Marker: ReadOnly[NotRequired[str]]

@final
class OutputUserName(TypedDict):
    UserName: NotRequired[str]
