"""What the operations of sts take and answer. Written by `python -m tools.build_shapes`."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

class AssumeRoleRequest(TypedDict):
    RoleArn: str
    RoleSessionName: str
    PolicyArns: NotRequired[list[PolicyDescriptorType]]
    Policy: NotRequired[str]
    DurationSeconds: NotRequired[int]
    Tags: NotRequired[list[Tag]]
    TransitiveTagKeys: NotRequired[list[str]]
    ExternalId: NotRequired[str]
    SerialNumber: NotRequired[str]
    TokenCode: NotRequired[str]
    SourceIdentity: NotRequired[str]
    ProvidedContexts: NotRequired[list[ProvidedContext]]
    MinimumSessionTokenSize: NotRequired[int]

class AssumeRoleResponse(TypedDict):
    Credentials: NotRequired[Credentials]
    AssumedRoleUser: NotRequired[AssumedRoleUser]
    PackedPolicySize: NotRequired[int]
    SourceIdentity: NotRequired[str]
    SessionTokenUtilization: NotRequired[int]
    SessionTokenSize: NotRequired[int]

class AssumeRoleWithSAMLRequest(TypedDict):
    RoleArn: str
    PrincipalArn: str
    SAMLAssertion: str
    PolicyArns: NotRequired[list[PolicyDescriptorType]]
    Policy: NotRequired[str]
    DurationSeconds: NotRequired[int]
    MinimumSessionTokenSize: NotRequired[int]

class AssumeRoleWithSAMLResponse(TypedDict):
    Credentials: NotRequired[Credentials]
    AssumedRoleUser: NotRequired[AssumedRoleUser]
    PackedPolicySize: NotRequired[int]
    Subject: NotRequired[str]
    SubjectType: NotRequired[str]
    Issuer: NotRequired[str]
    Audience: NotRequired[str]
    NameQualifier: NotRequired[str]
    SourceIdentity: NotRequired[str]
    SessionTokenUtilization: NotRequired[int]
    SessionTokenSize: NotRequired[int]
    TrustedIdentityPropagationContext: NotRequired[TrustedIdentityPropagationContext]

class AssumeRoleWithWebIdentityRequest(TypedDict):
    RoleArn: str
    RoleSessionName: str
    WebIdentityToken: str
    ProviderId: NotRequired[str]
    PolicyArns: NotRequired[list[PolicyDescriptorType]]
    Policy: NotRequired[str]
    DurationSeconds: NotRequired[int]
    MinimumSessionTokenSize: NotRequired[int]

class AssumeRoleWithWebIdentityResponse(TypedDict):
    Credentials: NotRequired[Credentials]
    SubjectFromWebIdentityToken: NotRequired[str]
    AssumedRoleUser: NotRequired[AssumedRoleUser]
    PackedPolicySize: NotRequired[int]
    Provider: NotRequired[str]
    Audience: NotRequired[str]
    SourceIdentity: NotRequired[str]
    SessionTokenUtilization: NotRequired[int]
    SessionTokenSize: NotRequired[int]
    TrustedIdentityPropagationContext: NotRequired[TrustedIdentityPropagationContext]

class AssumeRootRequest(TypedDict):
    TargetPrincipal: str
    TaskPolicyArn: PolicyDescriptorType
    DurationSeconds: NotRequired[int]
    MinimumSessionTokenSize: NotRequired[int]

class AssumeRootResponse(TypedDict):
    Credentials: NotRequired[Credentials]
    SourceIdentity: NotRequired[str]
    SessionTokenUtilization: NotRequired[int]
    SessionTokenSize: NotRequired[int]

class AssumedRoleUser(TypedDict):
    AssumedRoleId: str
    Arn: str

class Credentials(TypedDict):
    AccessKeyId: str
    SecretAccessKey: str
    SessionToken: str
    Expiration: datetime

class DecodeAuthorizationMessageRequest(TypedDict):
    EncodedMessage: str

class DecodeAuthorizationMessageResponse(TypedDict):
    DecodedMessage: NotRequired[str]

class FederatedUser(TypedDict):
    FederatedUserId: str
    Arn: str

class GetAccessKeyInfoRequest(TypedDict):
    AccessKeyId: str

class GetAccessKeyInfoResponse(TypedDict):
    Account: NotRequired[str]

class GetCallerIdentityRequest(TypedDict):
    pass

class GetCallerIdentityResponse(TypedDict):
    UserId: NotRequired[str]
    Account: NotRequired[str]
    Arn: NotRequired[str]

class GetDelegatedAccessTokenRequest(TypedDict):
    TradeInToken: str

class GetDelegatedAccessTokenResponse(TypedDict):
    Credentials: NotRequired[Credentials]
    PackedPolicySize: NotRequired[int]
    AssumedPrincipal: NotRequired[str]

class GetFederationTokenRequest(TypedDict):
    Name: str
    Policy: NotRequired[str]
    PolicyArns: NotRequired[list[PolicyDescriptorType]]
    DurationSeconds: NotRequired[int]
    Tags: NotRequired[list[Tag]]
    MinimumSessionTokenSize: NotRequired[int]

class GetFederationTokenResponse(TypedDict):
    Credentials: NotRequired[Credentials]
    FederatedUser: NotRequired[FederatedUser]
    PackedPolicySize: NotRequired[int]
    SessionTokenUtilization: NotRequired[int]
    SessionTokenSize: NotRequired[int]

class GetScopedCredentialsRequest(TypedDict):
    Policy: NotRequired[str]
    DurationSeconds: NotRequired[int]
    MinimumSessionTokenSize: NotRequired[int]
    ScopedSessionDescription: NotRequired[str]

class GetScopedCredentialsResponse(TypedDict):
    Credentials: NotRequired[Credentials]
    SessionInfo: NotRequired[ScopedSession]
    SessionTokenUtilization: NotRequired[int]
    SessionTokenSize: NotRequired[int]
    ScopedPoliciesCount: NotRequired[int]
    SourceIdentity: NotRequired[str]

class GetSessionTokenRequest(TypedDict):
    DurationSeconds: NotRequired[int]
    SerialNumber: NotRequired[str]
    TokenCode: NotRequired[str]
    MinimumSessionTokenSize: NotRequired[int]

class GetSessionTokenResponse(TypedDict):
    Credentials: NotRequired[Credentials]
    SessionTokenUtilization: NotRequired[int]
    SessionTokenSize: NotRequired[int]

class GetWebIdentityTokenRequest(TypedDict):
    Audience: list[str]
    DurationSeconds: NotRequired[int]
    SigningAlgorithm: str
    Scope: NotRequired[str]
    SubjectMode: NotRequired[WebIdentityTokenSubjectModeType]
    Tags: NotRequired[list[Tag]]

class GetWebIdentityTokenResponse(TypedDict):
    WebIdentityToken: NotRequired[str]
    Expiration: NotRequired[datetime]

class OriginIdentity(TypedDict):
    Subject: NotRequired[str]
    SubjectType: NotRequired[str]
    Issuer: NotRequired[str]
    FederatedProviderArn: NotRequired[str]

class PolicyDescriptorType(TypedDict):
    arn: NotRequired[str]

class ProvidedContext(TypedDict):
    ProviderArn: NotRequired[str]
    ContextAssertion: NotRequired[str]

class ScopedSession(TypedDict):
    ScopedSessionId: str
    Arn: str

class Tag(TypedDict):
    Key: str
    Value: str

class TransactionContext(TypedDict):
    IdentityProvider: NotRequired[dict[str, str]]

class TrustedIdentityPropagationContext(TypedDict):
    OriginIdentity: NotRequired[OriginIdentity]
    TransactionContext: NotRequired[TransactionContext]

WebIdentityTokenSubjectModeType = Literal['AWSIdentity', 'OriginIdentity']
