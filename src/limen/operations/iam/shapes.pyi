"""What the operations of iam take and answer. Written by `python -m tools.build_shapes`."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

class AcceptDelegationRequestRequest(TypedDict):
    DelegationRequestId: str

class AcceptDelegationRequestResponse(TypedDict):
    pass

AccessAdvisorUsageGranularityType = Literal['SERVICE_LEVEL', 'ACTION_LEVEL']

class AccessDetail(TypedDict):
    ServiceName: str
    ServiceNamespace: str
    Region: NotRequired[str]
    EntityPath: NotRequired[str]
    LastAuthenticatedTime: NotRequired[datetime]
    TotalAuthenticatedEntities: NotRequired[int]

class AccessKey(TypedDict):
    UserName: str
    AccessKeyId: str
    Status: StatusType
    SecretAccessKey: str
    CreateDate: NotRequired[datetime]

class AccessKeyLastUsed(TypedDict):
    LastUsedDate: NotRequired[datetime]
    ServiceName: str
    Region: str

class AccessKeyMetadata(TypedDict):
    UserName: NotRequired[str]
    AccessKeyId: NotRequired[str]
    Status: NotRequired[StatusType]
    CreateDate: NotRequired[datetime]

class AcquireRoleRequest(TypedDict):
    TemplateArn: str
    TemplateMinorVersion: NotRequired[int]
    ReplacementValues: NotRequired[dict[str, ReplacementValueEntry]]

class AcquireRoleResponse(TypedDict):
    Role: Role

class AddClientIDToOpenIDConnectProviderRequest(TypedDict):
    OpenIDConnectProviderArn: str
    ClientID: str

class AddClientIDToOpenIDConnectProviderResponse(TypedDict):
    pass

class AddRoleToInstanceProfileRequest(TypedDict):
    InstanceProfileName: str
    RoleName: str

class AddRoleToInstanceProfileResponse(TypedDict):
    pass

class AddUserToGroupRequest(TypedDict):
    GroupName: str
    UserName: str

class AddUserToGroupResponse(TypedDict):
    pass

AssertionEncryptionModeType = Literal['Required', 'Allowed']

AssignmentStatusType = Literal['Assigned', 'Unassigned', 'Any']

class AssociateDelegationRequestRequest(TypedDict):
    DelegationRequestId: str

class AssociateDelegationRequestResponse(TypedDict):
    pass

class AttachGroupPolicyRequest(TypedDict):
    GroupName: str
    PolicyArn: str

class AttachGroupPolicyResponse(TypedDict):
    pass

class AttachRolePolicyRequest(TypedDict):
    RoleName: str
    PolicyArn: str

class AttachRolePolicyResponse(TypedDict):
    pass

class AttachUserPolicyRequest(TypedDict):
    UserName: str
    PolicyArn: str

class AttachUserPolicyResponse(TypedDict):
    pass

class AttachedPermissionsBoundary(TypedDict):
    PermissionsBoundaryType: NotRequired[PermissionsBoundaryAttachmentType]
    PermissionsBoundaryArn: NotRequired[str]

class AttachedPolicy(TypedDict):
    PolicyName: NotRequired[str]
    PolicyArn: NotRequired[str]

AttachmentType = Literal['user', 'group', 'role']

class ChangePasswordRequest(TypedDict):
    OldPassword: str
    NewPassword: str

class ChangePasswordResponse(TypedDict):
    pass

class ContextEntry(TypedDict):
    ContextKeyName: NotRequired[str]
    ContextKeyValues: NotRequired[list[str]]
    ContextKeyType: NotRequired[ContextKeyTypeEnum]

ContextKeyTypeEnum = Literal['string', 'stringList', 'numeric', 'numericList', 'boolean', 'booleanList', 'ip', 'ipList', 'binary', 'binaryList', 'date', 'dateList']

class ContextProvider(TypedDict):
    KeyDefinitionList: NotRequired[list[ContextProviderKeyDefinition]]
    SubjectSourceKey: str
    SubjectTypeValue: NotRequired[str]
    SubjectTypeSourceKey: NotRequired[str]

class ContextProviderKeyDefinition(TypedDict):
    SourceKey: str
    TargetKey: NotRequired[str]

class CreateAccessKeyRequest(TypedDict):
    UserName: NotRequired[str]

class CreateAccessKeyResponse(TypedDict):
    AccessKey: AccessKey

class CreateAccountAliasRequest(TypedDict):
    AccountAlias: str

class CreateAccountAliasResponse(TypedDict):
    pass

class CreateDelegationRequestRequest(TypedDict):
    OwnerAccountId: NotRequired[str]
    Description: str
    Permissions: DelegationPermission
    RequestMessage: NotRequired[str]
    RequestorWorkflowId: str
    RedirectUrl: NotRequired[str]
    NotificationChannel: str
    SessionDuration: int
    OnlySendByOwner: NotRequired[bool]

class CreateDelegationRequestResponse(TypedDict):
    ConsoleDeepLink: NotRequired[str]
    DelegationRequestId: NotRequired[str]

class CreateGroupRequest(TypedDict):
    Path: NotRequired[str]
    GroupName: str

class CreateGroupResponse(TypedDict):
    Group: Group

class CreateInstanceProfileRequest(TypedDict):
    InstanceProfileName: str
    Path: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class CreateInstanceProfileResponse(TypedDict):
    InstanceProfile: InstanceProfile

class CreateLoginProfileRequest(TypedDict):
    UserName: NotRequired[str]
    Password: NotRequired[str]
    PasswordResetRequired: NotRequired[bool]
    MaxSigninSessionDuration: NotRequired[int]

class CreateLoginProfileResponse(TypedDict):
    LoginProfile: LoginProfile

class CreateOpenIDConnectProviderRequest(TypedDict):
    Url: str
    ClientIDList: NotRequired[list[str]]
    ThumbprintList: NotRequired[list[str]]
    Tags: NotRequired[list[Tag]]
    ContextProvider: NotRequired[ContextProvider]
    IdentityCenterInstanceArn: NotRequired[str]

class CreateOpenIDConnectProviderResponse(TypedDict):
    OpenIDConnectProviderArn: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class CreatePolicyRequest(TypedDict):
    PolicyName: str
    Path: NotRequired[str]
    PolicyDocument: str
    Description: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class CreatePolicyResponse(TypedDict):
    Policy: NotRequired[Policy]

class CreatePolicyVersionRequest(TypedDict):
    PolicyArn: str
    PolicyDocument: str
    SetAsDefault: NotRequired[bool]

class CreatePolicyVersionResponse(TypedDict):
    PolicyVersion: NotRequired[PolicyVersion]

class CreateRoleRequest(TypedDict):
    Path: NotRequired[str]
    RoleName: str
    AssumeRolePolicyDocument: str
    Description: NotRequired[str]
    MaxSessionDuration: NotRequired[int]
    MaxSigninSessionDuration: NotRequired[int]
    PermissionsBoundary: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class CreateRoleResponse(TypedDict):
    Role: Role

class CreateSAMLProviderRequest(TypedDict):
    SAMLMetadataDocument: str
    Name: str
    Tags: NotRequired[list[Tag]]
    AssertionEncryptionMode: NotRequired[AssertionEncryptionModeType]
    AddPrivateKey: NotRequired[str]
    ContextProvider: NotRequired[ContextProvider]
    IdentityCenterInstanceArn: NotRequired[str]

class CreateSAMLProviderResponse(TypedDict):
    SAMLProviderArn: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class CreateServiceLinkedRoleRequest(TypedDict):
    AWSServiceName: str
    Description: NotRequired[str]
    CustomSuffix: NotRequired[str]

class CreateServiceLinkedRoleResponse(TypedDict):
    Role: NotRequired[Role]

class CreateServiceSpecificCredentialRequest(TypedDict):
    UserName: str
    ServiceName: str
    CredentialAgeDays: NotRequired[int]

class CreateServiceSpecificCredentialResponse(TypedDict):
    ServiceSpecificCredential: NotRequired[ServiceSpecificCredential]

class CreateUserRequest(TypedDict):
    Path: NotRequired[str]
    UserName: str
    PermissionsBoundary: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class CreateUserResponse(TypedDict):
    User: NotRequired[User]

class CreateVirtualMFADeviceRequest(TypedDict):
    Path: NotRequired[str]
    VirtualMFADeviceName: str
    Tags: NotRequired[list[Tag]]

class CreateVirtualMFADeviceResponse(TypedDict):
    VirtualMFADevice: VirtualMFADevice

class DeactivateMFADeviceRequest(TypedDict):
    UserName: NotRequired[str]
    SerialNumber: str

class DeactivateMFADeviceResponse(TypedDict):
    pass

class DelegationPermission(TypedDict):
    PolicyTemplateArn: NotRequired[str]
    Parameters: NotRequired[list[PolicyParameter]]

class DelegationRequest(TypedDict):
    DelegationRequestId: NotRequired[str]
    OwnerAccountId: NotRequired[str]
    Description: NotRequired[str]
    RequestMessage: NotRequired[str]
    Permissions: NotRequired[DelegationPermission]
    PermissionPolicy: NotRequired[str]
    RolePermissionRestrictionArns: NotRequired[list[str]]
    OwnerId: NotRequired[str]
    ApproverId: NotRequired[str]
    State: NotRequired[StateType]
    ExpirationTime: NotRequired[datetime]
    RequestorId: NotRequired[str]
    RequestorName: NotRequired[str]
    CreateDate: NotRequired[datetime]
    SessionDuration: NotRequired[int]
    RedirectUrl: NotRequired[str]
    Notes: NotRequired[str]
    RejectionReason: NotRequired[str]
    OnlySendByOwner: NotRequired[bool]
    UpdatedTime: NotRequired[datetime]

class DeleteAccessKeyRequest(TypedDict):
    UserName: NotRequired[str]
    AccessKeyId: str

class DeleteAccessKeyResponse(TypedDict):
    pass

class DeleteAccountAliasRequest(TypedDict):
    AccountAlias: str

class DeleteAccountAliasResponse(TypedDict):
    pass

class DeleteAccountPasswordPolicyRequest(TypedDict):
    pass

class DeleteAccountPasswordPolicyResponse(TypedDict):
    pass

class DeleteGroupPolicyRequest(TypedDict):
    GroupName: str
    PolicyName: str

class DeleteGroupPolicyResponse(TypedDict):
    pass

class DeleteGroupRequest(TypedDict):
    GroupName: str

class DeleteGroupResponse(TypedDict):
    pass

class DeleteInstanceProfileRequest(TypedDict):
    InstanceProfileName: str

class DeleteInstanceProfileResponse(TypedDict):
    pass

class DeleteLoginProfileRequest(TypedDict):
    UserName: NotRequired[str]

class DeleteLoginProfileResponse(TypedDict):
    pass

class DeleteOpenIDConnectProviderRequest(TypedDict):
    OpenIDConnectProviderArn: str

class DeleteOpenIDConnectProviderResponse(TypedDict):
    pass

class DeletePolicyRequest(TypedDict):
    PolicyArn: str

class DeletePolicyResponse(TypedDict):
    pass

class DeletePolicyVersionRequest(TypedDict):
    PolicyArn: str
    VersionId: str

class DeletePolicyVersionResponse(TypedDict):
    pass

class DeleteRolePermissionsBoundaryRequest(TypedDict):
    RoleName: str

class DeleteRolePermissionsBoundaryResponse(TypedDict):
    pass

class DeleteRolePolicyRequest(TypedDict):
    RoleName: str
    PolicyName: str

class DeleteRolePolicyResponse(TypedDict):
    pass

class DeleteRoleRequest(TypedDict):
    RoleName: str

class DeleteRoleResponse(TypedDict):
    pass

class DeleteSAMLProviderRequest(TypedDict):
    SAMLProviderArn: str

class DeleteSAMLProviderResponse(TypedDict):
    pass

class DeleteSSHPublicKeyRequest(TypedDict):
    UserName: str
    SSHPublicKeyId: str

class DeleteSSHPublicKeyResponse(TypedDict):
    pass

class DeleteServerCertificateRequest(TypedDict):
    ServerCertificateName: str

class DeleteServerCertificateResponse(TypedDict):
    pass

class DeleteServiceLinkedRoleRequest(TypedDict):
    RoleName: str

class DeleteServiceLinkedRoleResponse(TypedDict):
    DeletionTaskId: str

class DeleteServiceSpecificCredentialRequest(TypedDict):
    UserName: NotRequired[str]
    ServiceSpecificCredentialId: str

class DeleteServiceSpecificCredentialResponse(TypedDict):
    pass

class DeleteSigningCertificateRequest(TypedDict):
    UserName: NotRequired[str]
    CertificateId: str

class DeleteSigningCertificateResponse(TypedDict):
    pass

class DeleteUserPermissionsBoundaryRequest(TypedDict):
    UserName: str

class DeleteUserPermissionsBoundaryResponse(TypedDict):
    pass

class DeleteUserPolicyRequest(TypedDict):
    UserName: str
    PolicyName: str

class DeleteUserPolicyResponse(TypedDict):
    pass

class DeleteUserRequest(TypedDict):
    UserName: str

class DeleteUserResponse(TypedDict):
    pass

class DeleteVirtualMFADeviceRequest(TypedDict):
    SerialNumber: str

class DeleteVirtualMFADeviceResponse(TypedDict):
    pass

class DeletionTaskFailureReasonType(TypedDict):
    Reason: NotRequired[str]
    RoleUsageList: NotRequired[list[RoleUsageType]]

DeletionTaskStatusType = Literal['SUCCEEDED', 'IN_PROGRESS', 'FAILED', 'NOT_STARTED']

class DetachGroupPolicyRequest(TypedDict):
    GroupName: str
    PolicyArn: str

class DetachGroupPolicyResponse(TypedDict):
    pass

class DetachRolePolicyRequest(TypedDict):
    RoleName: str
    PolicyArn: str

class DetachRolePolicyResponse(TypedDict):
    pass

class DetachUserPolicyRequest(TypedDict):
    UserName: str
    PolicyArn: str

class DetachUserPolicyResponse(TypedDict):
    pass

class DisableOrganizationsRootCredentialsManagementRequest(TypedDict):
    pass

class DisableOrganizationsRootCredentialsManagementResponse(TypedDict):
    OrganizationId: NotRequired[str]
    EnabledFeatures: NotRequired[list[FeatureType]]

class DisableOrganizationsRootSessionsRequest(TypedDict):
    pass

class DisableOrganizationsRootSessionsResponse(TypedDict):
    OrganizationId: NotRequired[str]
    EnabledFeatures: NotRequired[list[FeatureType]]

class DisableOutboundWebIdentityFederationRequest(TypedDict):
    pass

class DisableOutboundWebIdentityFederationResponse(TypedDict):
    pass

class EnableMFADeviceRequest(TypedDict):
    UserName: str
    SerialNumber: str
    AuthenticationCode1: str
    AuthenticationCode2: str

class EnableMFADeviceResponse(TypedDict):
    pass

class EnableOrganizationsRootCredentialsManagementRequest(TypedDict):
    pass

class EnableOrganizationsRootCredentialsManagementResponse(TypedDict):
    OrganizationId: NotRequired[str]
    EnabledFeatures: NotRequired[list[FeatureType]]

class EnableOrganizationsRootSessionsRequest(TypedDict):
    pass

class EnableOrganizationsRootSessionsResponse(TypedDict):
    OrganizationId: NotRequired[str]
    EnabledFeatures: NotRequired[list[FeatureType]]

class EnableOutboundWebIdentityFederationRequest(TypedDict):
    pass

class EnableOutboundWebIdentityFederationResponse(TypedDict):
    IssuerIdentifier: NotRequired[str]

EncodingType = Literal['SSH', 'PEM']

class EntityDetails(TypedDict):
    EntityInfo: EntityInfo
    LastAuthenticated: NotRequired[datetime]

class EntityInfo(TypedDict):
    Arn: str
    Name: str
    Type: PolicyOwnerEntityType
    Id: str
    Path: NotRequired[str]

EntityType = Literal['LocalManagedPolicy', 'User', 'AWSManagedPolicy', 'Role', 'Group']

class ErrorDetails(TypedDict):
    Message: str
    Code: str

class EvaluationResult(TypedDict):
    EvalActionName: str
    EvalResourceName: NotRequired[str]
    EvalDecision: PolicyEvaluationDecisionType
    MatchedStatements: NotRequired[list[Statement]]
    MissingContextValues: NotRequired[list[str]]
    OrganizationsDecisionDetail: NotRequired[OrganizationsDecisionDetail]
    PermissionsBoundaryDecisionDetail: NotRequired[PermissionsBoundaryDecisionDetail]
    EvalDecisionDetails: NotRequired[dict[str, PolicyEvaluationDecisionType]]
    ResourceSpecificResults: NotRequired[list[ResourceSpecificResult]]

FeatureType = Literal['RootCredentialsManagement', 'RootSessions']

class GenerateCredentialReportRequest(TypedDict):
    pass

class GenerateCredentialReportResponse(TypedDict):
    State: NotRequired[ReportStateType]
    Description: NotRequired[str]

class GenerateOrganizationsAccessReportRequest(TypedDict):
    EntityPath: str
    OrganizationsPolicyId: NotRequired[str]

class GenerateOrganizationsAccessReportResponse(TypedDict):
    JobId: NotRequired[str]

class GenerateServiceLastAccessedDetailsRequest(TypedDict):
    Arn: str
    Granularity: NotRequired[AccessAdvisorUsageGranularityType]

class GenerateServiceLastAccessedDetailsResponse(TypedDict):
    JobId: NotRequired[str]

class GetAccessKeyLastUsedRequest(TypedDict):
    AccessKeyId: str

class GetAccessKeyLastUsedResponse(TypedDict):
    UserName: NotRequired[str]
    AccessKeyLastUsed: NotRequired[AccessKeyLastUsed]

class GetAccountAuthorizationDetailsRequest(TypedDict):
    Filter: NotRequired[list[EntityType]]
    MaxItems: NotRequired[int]
    Marker: NotRequired[str]

class GetAccountAuthorizationDetailsResponse(TypedDict):
    Policies: NotRequired[list[ManagedPolicyDetail]]
    UserDetailList: NotRequired[list[UserDetail]]
    RoleDetailList: NotRequired[list[RoleDetail]]
    GroupDetailList: NotRequired[list[GroupDetail]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class GetAccountPasswordPolicyRequest(TypedDict):
    pass

class GetAccountPasswordPolicyResponse(TypedDict):
    PasswordPolicy: PasswordPolicy

class GetAccountPropertiesRequest(TypedDict):
    pass

class GetAccountPropertiesResponse(TypedDict):
    Properties: NotRequired[dict[str, str]]

class GetAccountSummaryRequest(TypedDict):
    pass

class GetAccountSummaryResponse(TypedDict):
    SummaryMap: NotRequired[dict[SummaryKeyType, int]]

class GetContextKeysForCustomPolicyRequest(TypedDict):
    PolicyInputList: list[str]

class GetContextKeysForCustomPolicyResponse(TypedDict):
    ContextKeyNames: NotRequired[list[str]]

class GetContextKeysForPrincipalPolicyRequest(TypedDict):
    PolicySourceArn: str
    PolicyInputList: NotRequired[list[str]]

class GetContextKeysForPrincipalPolicyResponse(TypedDict):
    ContextKeyNames: NotRequired[list[str]]

class GetCredentialReportRequest(TypedDict):
    pass

class GetCredentialReportResponse(TypedDict):
    Content: NotRequired[bytes]
    ReportFormat: NotRequired[ReportFormatType]
    GeneratedTime: NotRequired[datetime]

class GetDelegationRequestRequest(TypedDict):
    DelegationRequestId: str
    DelegationPermissionCheck: NotRequired[bool]

class GetDelegationRequestResponse(TypedDict):
    DelegationRequest: NotRequired[DelegationRequest]
    PermissionCheckStatus: NotRequired[PermissionCheckStatusType]
    PermissionCheckResult: NotRequired[PermissionCheckResultType]

class GetGroupPolicyRequest(TypedDict):
    GroupName: str
    PolicyName: str

class GetGroupPolicyResponse(TypedDict):
    GroupName: str
    PolicyName: str
    PolicyDocument: str

class GetGroupRequest(TypedDict):
    GroupName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class GetGroupResponse(TypedDict):
    Group: Group
    Users: list[User]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class GetHumanReadableSummaryRequest(TypedDict):
    EntityArn: str
    Locale: NotRequired[str]

class GetHumanReadableSummaryResponse(TypedDict):
    SummaryContent: NotRequired[str]
    Locale: NotRequired[str]
    SummaryState: NotRequired[SummaryStateType]

class GetInstanceProfileRequest(TypedDict):
    InstanceProfileName: str

class GetInstanceProfileResponse(TypedDict):
    InstanceProfile: InstanceProfile

class GetLoginProfileRequest(TypedDict):
    UserName: NotRequired[str]

class GetLoginProfileResponse(TypedDict):
    LoginProfile: LoginProfile

class GetMFADeviceRequest(TypedDict):
    SerialNumber: str
    UserName: NotRequired[str]

class GetMFADeviceResponse(TypedDict):
    UserName: NotRequired[str]
    SerialNumber: str
    EnableDate: NotRequired[datetime]
    Certifications: NotRequired[dict[str, str]]

class GetOpenIDConnectProviderRequest(TypedDict):
    OpenIDConnectProviderArn: str

class GetOpenIDConnectProviderResponse(TypedDict):
    Url: NotRequired[str]
    ClientIDList: NotRequired[list[str]]
    ThumbprintList: NotRequired[list[str]]
    CreateDate: NotRequired[datetime]
    Tags: NotRequired[list[Tag]]
    ContextProvider: NotRequired[ContextProvider]
    IdentityCenterInstanceArn: NotRequired[str]
    IdentityStoreArn: NotRequired[str]

class GetOrganizationsAccessReportRequest(TypedDict):
    JobId: str
    MaxItems: NotRequired[int]
    Marker: NotRequired[str]
    SortKey: NotRequired[SortKeyType]

class GetOrganizationsAccessReportResponse(TypedDict):
    JobStatus: JobStatusType
    JobCreationDate: datetime
    JobCompletionDate: NotRequired[datetime]
    NumberOfServicesAccessible: NotRequired[int]
    NumberOfServicesNotAccessed: NotRequired[int]
    AccessDetails: NotRequired[list[AccessDetail]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]
    ErrorDetails: NotRequired[ErrorDetails]

class GetOutboundWebIdentityFederationInfoRequest(TypedDict):
    pass

class GetOutboundWebIdentityFederationInfoResponse(TypedDict):
    IssuerIdentifier: NotRequired[str]
    JwtVendingEnabled: NotRequired[bool]

class GetPolicyRequest(TypedDict):
    PolicyArn: str

class GetPolicyResponse(TypedDict):
    Policy: NotRequired[Policy]

class GetPolicyVersionRequest(TypedDict):
    PolicyArn: str
    VersionId: str

class GetPolicyVersionResponse(TypedDict):
    PolicyVersion: NotRequired[PolicyVersion]

class GetRolePolicyRequest(TypedDict):
    RoleName: str
    PolicyName: str

class GetRolePolicyResponse(TypedDict):
    RoleName: str
    PolicyName: str
    PolicyDocument: str

class GetRoleRequest(TypedDict):
    RoleName: str

class GetRoleResponse(TypedDict):
    Role: Role

class GetRoleTemplateVersionRequest(TypedDict):
    TemplateArn: str
    MinorVersion: NotRequired[int]

class GetRoleTemplateVersionResponse(TypedDict):
    RoleTemplateVersion: RoleTemplateVersion

class GetSAMLProviderRequest(TypedDict):
    SAMLProviderArn: str

class GetSAMLProviderResponse(TypedDict):
    SAMLProviderUUID: NotRequired[str]
    SAMLMetadataDocument: NotRequired[str]
    ContextProvider: NotRequired[ContextProvider]
    SAMLKeyHashes: NotRequired[list[SAMLKeyHashEntry]]
    CreateDate: NotRequired[datetime]
    ValidUntil: NotRequired[datetime]
    Tags: NotRequired[list[Tag]]
    AssertionEncryptionMode: NotRequired[AssertionEncryptionModeType]
    PrivateKeyList: NotRequired[list[SAMLPrivateKey]]
    IdentityCenterInstanceArn: NotRequired[str]
    IdentityStoreArn: NotRequired[str]

class GetSSHPublicKeyRequest(TypedDict):
    UserName: str
    SSHPublicKeyId: str
    Encoding: EncodingType

class GetSSHPublicKeyResponse(TypedDict):
    SSHPublicKey: NotRequired[SSHPublicKey]

class GetServerCertificateRequest(TypedDict):
    ServerCertificateName: str

class GetServerCertificateResponse(TypedDict):
    ServerCertificate: ServerCertificate

class GetServiceLastAccessedDetailsRequest(TypedDict):
    JobId: str
    MaxItems: NotRequired[int]
    Marker: NotRequired[str]

class GetServiceLastAccessedDetailsResponse(TypedDict):
    JobStatus: JobStatusType
    JobType: NotRequired[AccessAdvisorUsageGranularityType]
    JobCreationDate: datetime
    ServicesLastAccessed: list[ServiceLastAccessed]
    JobCompletionDate: datetime
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]
    Error: NotRequired[ErrorDetails]

class GetServiceLastAccessedDetailsWithEntitiesRequest(TypedDict):
    JobId: str
    ServiceNamespace: str
    MaxItems: NotRequired[int]
    Marker: NotRequired[str]

class GetServiceLastAccessedDetailsWithEntitiesResponse(TypedDict):
    JobStatus: JobStatusType
    JobCreationDate: datetime
    JobCompletionDate: datetime
    EntityDetailsList: list[EntityDetails]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]
    Error: NotRequired[ErrorDetails]

class GetServiceLinkedRoleDeletionStatusRequest(TypedDict):
    DeletionTaskId: str

class GetServiceLinkedRoleDeletionStatusResponse(TypedDict):
    Status: DeletionTaskStatusType
    Reason: NotRequired[DeletionTaskFailureReasonType]

class GetUserPolicyRequest(TypedDict):
    UserName: str
    PolicyName: str

class GetUserPolicyResponse(TypedDict):
    UserName: str
    PolicyName: str
    PolicyDocument: str

class GetUserRequest(TypedDict):
    UserName: NotRequired[str]

class GetUserResponse(TypedDict):
    User: User

GlobalEndpointTokenVersion = Literal['v1Token', 'v2Token']

class Group(TypedDict):
    Path: str
    GroupName: str
    GroupId: str
    Arn: str
    CreateDate: datetime

class GroupDetail(TypedDict):
    Path: NotRequired[str]
    GroupName: NotRequired[str]
    GroupId: NotRequired[str]
    Arn: NotRequired[str]
    CreateDate: NotRequired[datetime]
    GroupPolicyList: NotRequired[list[PolicyDetail]]
    AttachedManagedPolicies: NotRequired[list[AttachedPolicy]]

class InlinePolicy(TypedDict):
    PolicyName: str
    PolicyDocument: str

class InlinePolicyIdentifierType(TypedDict):
    PolicyName: str
    AttachmentType: AttachmentType
    AttachmentName: str

class InstanceProfile(TypedDict):
    Path: str
    InstanceProfileName: str
    InstanceProfileId: str
    Arn: str
    CreateDate: datetime
    Roles: list[Role]
    Tags: NotRequired[list[Tag]]

JobStatusType = Literal['IN_PROGRESS', 'COMPLETED', 'FAILED']

class ListAccessKeysRequest(TypedDict):
    UserName: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListAccessKeysResponse(TypedDict):
    AccessKeyMetadata: list[AccessKeyMetadata]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListAccountAliasesRequest(TypedDict):
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListAccountAliasesResponse(TypedDict):
    AccountAliases: list[str]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListAttachedGroupPoliciesRequest(TypedDict):
    GroupName: str
    PathPrefix: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListAttachedGroupPoliciesResponse(TypedDict):
    AttachedPolicies: NotRequired[list[AttachedPolicy]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListAttachedRolePoliciesRequest(TypedDict):
    RoleName: str
    PathPrefix: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListAttachedRolePoliciesResponse(TypedDict):
    AttachedPolicies: NotRequired[list[AttachedPolicy]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListAttachedUserPoliciesRequest(TypedDict):
    UserName: str
    PathPrefix: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListAttachedUserPoliciesResponse(TypedDict):
    AttachedPolicies: NotRequired[list[AttachedPolicy]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListDelegationRequestsRequest(TypedDict):
    OwnerId: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListDelegationRequestsResponse(TypedDict):
    DelegationRequests: NotRequired[list[DelegationRequest]]
    Marker: NotRequired[str]
    isTruncated: NotRequired[bool]

class ListEntitiesForPolicyRequest(TypedDict):
    PolicyArn: str
    EntityFilter: NotRequired[EntityType]
    PathPrefix: NotRequired[str]
    PolicyUsageFilter: NotRequired[PolicyUsageType]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListEntitiesForPolicyResponse(TypedDict):
    PolicyGroups: NotRequired[list[PolicyGroup]]
    PolicyUsers: NotRequired[list[PolicyUser]]
    PolicyRoles: NotRequired[list[PolicyRole]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListGroupPoliciesRequest(TypedDict):
    GroupName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListGroupPoliciesResponse(TypedDict):
    PolicyNames: list[str]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListGroupsForUserRequest(TypedDict):
    UserName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListGroupsForUserResponse(TypedDict):
    Groups: list[Group]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListGroupsRequest(TypedDict):
    PathPrefix: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListGroupsResponse(TypedDict):
    Groups: list[Group]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListInstanceProfileTagsRequest(TypedDict):
    InstanceProfileName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListInstanceProfileTagsResponse(TypedDict):
    Tags: list[Tag]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListInstanceProfilesForRoleRequest(TypedDict):
    RoleName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListInstanceProfilesForRoleResponse(TypedDict):
    InstanceProfiles: list[InstanceProfile]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListInstanceProfilesRequest(TypedDict):
    PathPrefix: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListInstanceProfilesResponse(TypedDict):
    InstanceProfiles: list[InstanceProfile]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListMFADeviceTagsRequest(TypedDict):
    SerialNumber: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListMFADeviceTagsResponse(TypedDict):
    Tags: list[Tag]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListMFADevicesRequest(TypedDict):
    UserName: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListMFADevicesResponse(TypedDict):
    MFADevices: list[MFADevice]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListOpenIDConnectProviderTagsRequest(TypedDict):
    OpenIDConnectProviderArn: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListOpenIDConnectProviderTagsResponse(TypedDict):
    Tags: list[Tag]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListOpenIDConnectProvidersRequest(TypedDict):
    pass

class ListOpenIDConnectProvidersResponse(TypedDict):
    OpenIDConnectProviderList: NotRequired[list[OpenIDConnectProviderListEntry]]

class ListOrganizationsFeaturesRequest(TypedDict):
    pass

class ListOrganizationsFeaturesResponse(TypedDict):
    OrganizationId: NotRequired[str]
    EnabledFeatures: NotRequired[list[FeatureType]]

class ListPoliciesGrantingServiceAccessEntry(TypedDict):
    ServiceNamespace: NotRequired[str]
    Policies: NotRequired[list[PolicyGrantingServiceAccess]]

class ListPoliciesGrantingServiceAccessRequest(TypedDict):
    Marker: NotRequired[str]
    Arn: str
    ServiceNamespaces: list[str]

class ListPoliciesGrantingServiceAccessResponse(TypedDict):
    PoliciesGrantingServiceAccess: list[ListPoliciesGrantingServiceAccessEntry]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListPoliciesRequest(TypedDict):
    Scope: NotRequired[PolicyScopeType]
    OnlyAttached: NotRequired[bool]
    PathPrefix: NotRequired[str]
    PolicyUsageFilter: NotRequired[PolicyUsageType]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListPoliciesResponse(TypedDict):
    Policies: NotRequired[list[Policy]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListPolicyTagsRequest(TypedDict):
    PolicyArn: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListPolicyTagsResponse(TypedDict):
    Tags: list[Tag]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListPolicyVersionsRequest(TypedDict):
    PolicyArn: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListPolicyVersionsResponse(TypedDict):
    Versions: NotRequired[list[PolicyVersion]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListRolePoliciesRequest(TypedDict):
    RoleName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListRolePoliciesResponse(TypedDict):
    PolicyNames: list[str]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListRoleTagsRequest(TypedDict):
    RoleName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListRoleTagsResponse(TypedDict):
    Tags: list[Tag]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListRolesRequest(TypedDict):
    PathPrefix: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListRolesResponse(TypedDict):
    Roles: list[Role]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListSAMLProviderTagsRequest(TypedDict):
    SAMLProviderArn: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListSAMLProviderTagsResponse(TypedDict):
    Tags: list[Tag]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListSAMLProvidersRequest(TypedDict):
    pass

class ListSAMLProvidersResponse(TypedDict):
    SAMLProviderList: NotRequired[list[SAMLProviderListEntry]]

class ListSSHPublicKeysRequest(TypedDict):
    UserName: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListSSHPublicKeysResponse(TypedDict):
    SSHPublicKeys: NotRequired[list[SSHPublicKeyMetadata]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListServerCertificateTagsRequest(TypedDict):
    ServerCertificateName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListServerCertificateTagsResponse(TypedDict):
    Tags: list[Tag]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListServerCertificatesRequest(TypedDict):
    PathPrefix: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListServerCertificatesResponse(TypedDict):
    ServerCertificateMetadataList: list[ServerCertificateMetadata]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListServiceSpecificCredentialsRequest(TypedDict):
    UserName: NotRequired[str]
    ServiceName: NotRequired[str]
    AllUsers: NotRequired[bool]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListServiceSpecificCredentialsResponse(TypedDict):
    ServiceSpecificCredentials: NotRequired[list[ServiceSpecificCredentialMetadata]]
    Marker: NotRequired[str]
    IsTruncated: NotRequired[bool]

class ListSigningCertificatesRequest(TypedDict):
    UserName: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListSigningCertificatesResponse(TypedDict):
    Certificates: list[SigningCertificate]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListUserPoliciesRequest(TypedDict):
    UserName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListUserPoliciesResponse(TypedDict):
    PolicyNames: list[str]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListUserTagsRequest(TypedDict):
    UserName: str
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListUserTagsResponse(TypedDict):
    Tags: list[Tag]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListUsersRequest(TypedDict):
    PathPrefix: NotRequired[str]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListUsersResponse(TypedDict):
    Users: list[User]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class ListVirtualMFADevicesRequest(TypedDict):
    AssignmentStatus: NotRequired[AssignmentStatusType]
    Marker: NotRequired[str]
    MaxItems: NotRequired[int]

class ListVirtualMFADevicesResponse(TypedDict):
    VirtualMFADevices: list[VirtualMFADevice]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class LoginProfile(TypedDict):
    UserName: str
    CreateDate: datetime
    PasswordResetRequired: NotRequired[bool]
    MaxSigninSessionDuration: NotRequired[int]

class MFADevice(TypedDict):
    UserName: str
    SerialNumber: str
    EnableDate: datetime

ManagedByTypeType = Literal['Service']

class ManagedPolicyDetail(TypedDict):
    PolicyName: NotRequired[str]
    PolicyId: NotRequired[str]
    Arn: NotRequired[str]
    Path: NotRequired[str]
    DefaultVersionId: NotRequired[str]
    AttachmentCount: NotRequired[int]
    PermissionsBoundaryUsageCount: NotRequired[int]
    IsAttachable: NotRequired[bool]
    Description: NotRequired[str]
    CreateDate: NotRequired[datetime]
    UpdateDate: NotRequired[datetime]
    PolicyVersionList: NotRequired[list[PolicyVersion]]

class OpenIDConnectProviderListEntry(TypedDict):
    Arn: NotRequired[str]
    IsTrustedIdentityPropagationEnabled: NotRequired[bool]

class OrderedOrganizationPolicyType(TypedDict):
    ServiceControlPolicyInputList: NotRequired[list[str]]

class OrganizationsDecisionDetail(TypedDict):
    AllowedByOrganizations: NotRequired[bool]

class ParameterDefinition(TypedDict):
    Name: str
    Type: ParameterTypeType
    SubType: NotRequired[str]
    Description: NotRequired[str]
    IsRequired: NotRequired[bool]
    DefaultValue: NotRequired[str]
    Immutable: NotRequired[bool]

ParameterTypeType = Literal['String', 'StringList', 'Number', 'NumberList', 'Arn', 'ArnList']

class PasswordPolicy(TypedDict):
    MinimumPasswordLength: NotRequired[int]
    RequireSymbols: NotRequired[bool]
    RequireNumbers: NotRequired[bool]
    RequireUppercaseCharacters: NotRequired[bool]
    RequireLowercaseCharacters: NotRequired[bool]
    AllowUsersToChangePassword: NotRequired[bool]
    ExpirePasswords: NotRequired[bool]
    MaxPasswordAge: NotRequired[int]
    PasswordReusePrevention: NotRequired[int]
    HardExpiry: NotRequired[bool]

PermissionCheckResultType = Literal['ALLOWED', 'DENIED', 'UNSURE']

PermissionCheckStatusType = Literal['COMPLETE', 'IN_PROGRESS', 'FAILED']

PermissionsBoundaryAttachmentType = Literal['PermissionsBoundaryPolicy']

class PermissionsBoundaryDecisionDetail(TypedDict):
    AllowedByPermissionsBoundary: NotRequired[bool]

class Policy(TypedDict):
    PolicyName: NotRequired[str]
    PolicyId: NotRequired[str]
    Arn: NotRequired[str]
    Path: NotRequired[str]
    DefaultVersionId: NotRequired[str]
    AttachmentCount: NotRequired[int]
    PermissionsBoundaryUsageCount: NotRequired[int]
    IsAttachable: NotRequired[bool]
    Description: NotRequired[str]
    CreateDate: NotRequired[datetime]
    UpdateDate: NotRequired[datetime]
    Tags: NotRequired[list[Tag]]

class PolicyDetail(TypedDict):
    PolicyName: NotRequired[str]
    PolicyDocument: NotRequired[str]

PolicyEvaluationDecisionType = Literal['allowed', 'explicitDeny', 'implicitDeny']

class PolicyGrantingServiceAccess(TypedDict):
    PolicyName: str
    PolicyType: PolicyType
    PolicyArn: NotRequired[str]
    EntityType: NotRequired[PolicyOwnerEntityType]
    EntityName: NotRequired[str]

class PolicyGroup(TypedDict):
    GroupName: NotRequired[str]
    GroupId: NotRequired[str]

class PolicyIdentifier(TypedDict):
    PolicyType: NotRequired[PolicyIdentifierPolicyType]
    PolicyArn: NotRequired[str]
    InlinePolicyIdentifier: NotRequired[InlinePolicyIdentifierType]

PolicyIdentifierPolicyType = Literal['inline', 'aws-managed', 'user-managed', 'permission-boundary', 'scp', 'rcp']

PolicyOwnerEntityType = Literal['USER', 'ROLE', 'GROUP']

class PolicyParameter(TypedDict):
    Name: NotRequired[str]
    Values: NotRequired[list[str]]
    Type: NotRequired[PolicyParameterTypeEnum]

PolicyParameterTypeEnum = Literal['string', 'stringList']

class PolicyRole(TypedDict):
    RoleName: NotRequired[str]
    RoleId: NotRequired[str]

PolicyScopeType = Literal['All', 'AWS', 'Local']

PolicySourceType = Literal['user', 'group', 'role', 'aws-managed', 'user-managed', 'resource', 'none']

PolicyType = Literal['INLINE', 'MANAGED']

PolicyUsageType = Literal['PermissionsPolicy', 'PermissionsBoundary']

class PolicyUser(TypedDict):
    UserName: NotRequired[str]
    UserId: NotRequired[str]

class PolicyVersion(TypedDict):
    Document: NotRequired[str]
    VersionId: NotRequired[str]
    IsDefaultVersion: NotRequired[bool]
    CreateDate: NotRequired[datetime]

class Position(TypedDict):
    Line: NotRequired[int]
    Column: NotRequired[int]

class PutAccountPropertiesRequest(TypedDict):
    Properties: dict[str, str]

class PutAccountPropertiesResponse(TypedDict):
    pass

class PutGroupPolicyRequest(TypedDict):
    GroupName: str
    PolicyName: str
    PolicyDocument: str

class PutGroupPolicyResponse(TypedDict):
    pass

class PutRolePermissionsBoundaryRequest(TypedDict):
    RoleName: str
    PermissionsBoundary: str

class PutRolePermissionsBoundaryResponse(TypedDict):
    pass

class PutRolePolicyRequest(TypedDict):
    RoleName: str
    PolicyName: str
    PolicyDocument: str

class PutRolePolicyResponse(TypedDict):
    pass

class PutUserPermissionsBoundaryRequest(TypedDict):
    UserName: str
    PermissionsBoundary: str

class PutUserPermissionsBoundaryResponse(TypedDict):
    pass

class PutUserPolicyRequest(TypedDict):
    UserName: str
    PolicyName: str
    PolicyDocument: str

class PutUserPolicyResponse(TypedDict):
    pass

class RejectDelegationRequestRequest(TypedDict):
    DelegationRequestId: str
    Notes: NotRequired[str]

class RejectDelegationRequestResponse(TypedDict):
    pass

class RemoveClientIDFromOpenIDConnectProviderRequest(TypedDict):
    OpenIDConnectProviderArn: str
    ClientID: str

class RemoveClientIDFromOpenIDConnectProviderResponse(TypedDict):
    pass

class RemoveRoleFromInstanceProfileRequest(TypedDict):
    InstanceProfileName: str
    RoleName: str

class RemoveRoleFromInstanceProfileResponse(TypedDict):
    pass

class RemoveUserFromGroupRequest(TypedDict):
    GroupName: str
    UserName: str

class RemoveUserFromGroupResponse(TypedDict):
    pass

class ReplacementValueEntry(TypedDict):
    Values: list[str]

ReportFormatType = Literal['text/csv']

ReportStateType = Literal['STARTED', 'INPROGRESS', 'COMPLETE']

class ResetServiceSpecificCredentialRequest(TypedDict):
    UserName: NotRequired[str]
    ServiceSpecificCredentialId: str

class ResetServiceSpecificCredentialResponse(TypedDict):
    ServiceSpecificCredential: NotRequired[ServiceSpecificCredential]

class ResourceSpecificResult(TypedDict):
    EvalResourceName: str
    EvalResourceDecision: PolicyEvaluationDecisionType
    MatchedStatements: NotRequired[list[Statement]]
    MissingContextValues: NotRequired[list[str]]
    EvalDecisionDetails: NotRequired[dict[str, PolicyEvaluationDecisionType]]
    PermissionsBoundaryDecisionDetail: NotRequired[PermissionsBoundaryDecisionDetail]

class ResyncMFADeviceRequest(TypedDict):
    UserName: str
    SerialNumber: str
    AuthenticationCode1: str
    AuthenticationCode2: str

class ResyncMFADeviceResponse(TypedDict):
    pass

class Role(TypedDict):
    Path: str
    RoleName: str
    RoleId: str
    Arn: str
    CreateDate: datetime
    AssumeRolePolicyDocument: NotRequired[str]
    Description: NotRequired[str]
    MaxSessionDuration: NotRequired[int]
    MaxSigninSessionDuration: NotRequired[int]
    PermissionsBoundary: NotRequired[AttachedPermissionsBoundary]
    Tags: NotRequired[list[Tag]]
    RoleLastUsed: NotRequired[RoleLastUsed]
    SourceRoleTemplate: NotRequired[SourceRoleTemplate]

class RoleDetail(TypedDict):
    Path: NotRequired[str]
    RoleName: NotRequired[str]
    RoleId: NotRequired[str]
    Arn: NotRequired[str]
    CreateDate: NotRequired[datetime]
    AssumeRolePolicyDocument: NotRequired[str]
    InstanceProfileList: NotRequired[list[InstanceProfile]]
    RolePolicyList: NotRequired[list[PolicyDetail]]
    AttachedManagedPolicies: NotRequired[list[AttachedPolicy]]
    PermissionsBoundary: NotRequired[AttachedPermissionsBoundary]
    Tags: NotRequired[list[Tag]]
    RoleLastUsed: NotRequired[RoleLastUsed]

class RoleLastUsed(TypedDict):
    LastUsedDate: NotRequired[datetime]
    Region: NotRequired[str]

class RoleTemplateVersion(TypedDict):
    TemplateArn: NotRequired[str]
    TemplateName: NotRequired[str]
    TemplateVersionId: NotRequired[str]
    Description: NotRequired[str]
    MajorVersion: NotRequired[int]
    DefaultMinorVersion: NotRequired[int]
    ManagedByType: NotRequired[ManagedByTypeType]
    ManagedByValue: NotRequired[str]
    Enabled: NotRequired[bool]
    MinorVersion: NotRequired[int]
    RoleNamePattern: NotRequired[str]
    RolePathPattern: NotRequired[str]
    RoleDescriptionPattern: NotRequired[str]
    AssumeRolePolicyDocumentTemplate: NotRequired[str]
    InlinePolicyTemplates: NotRequired[list[InlinePolicy]]
    ManagedPolicyArns: NotRequired[list[str]]
    PermissionBoundaryArn: NotRequired[str]
    ParametersDefinition: NotRequired[list[ParameterDefinition]]
    RoleTagsTemplate: NotRequired[list[TagTemplate]]
    MaxSessionDuration: NotRequired[int]
    VersionEnabled: NotRequired[bool]
    CreateTimestamp: NotRequired[datetime]
    UpdateTimestamp: NotRequired[datetime]

class RoleUsageType(TypedDict):
    Region: NotRequired[str]
    Resources: NotRequired[list[str]]

class SAMLKeyHashEntry(TypedDict):
    IssuerURL: NotRequired[str]
    KeyHashes: NotRequired[list[str]]

class SAMLPrivateKey(TypedDict):
    KeyId: NotRequired[str]
    Timestamp: NotRequired[datetime]

class SAMLProviderListEntry(TypedDict):
    Arn: NotRequired[str]
    ValidUntil: NotRequired[datetime]
    CreateDate: NotRequired[datetime]
    IsTrustedIdentityPropagationEnabled: NotRequired[bool]

class SSHPublicKey(TypedDict):
    UserName: str
    SSHPublicKeyId: str
    Fingerprint: str
    SSHPublicKeyBody: str
    Status: StatusType
    UploadDate: NotRequired[datetime]

class SSHPublicKeyMetadata(TypedDict):
    UserName: str
    SSHPublicKeyId: str
    Status: StatusType
    UploadDate: datetime

class SendDelegationTokenRequest(TypedDict):
    DelegationRequestId: str

class SendDelegationTokenResponse(TypedDict):
    pass

class ServerCertificate(TypedDict):
    ServerCertificateMetadata: ServerCertificateMetadata
    CertificateBody: str
    CertificateChain: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class ServerCertificateMetadata(TypedDict):
    Path: str
    ServerCertificateName: str
    ServerCertificateId: str
    Arn: str
    UploadDate: NotRequired[datetime]
    Expiration: NotRequired[datetime]

class ServiceLastAccessed(TypedDict):
    ServiceName: str
    LastAuthenticated: NotRequired[datetime]
    ServiceNamespace: str
    LastAuthenticatedEntity: NotRequired[str]
    LastAuthenticatedRegion: NotRequired[str]
    TotalAuthenticatedEntities: NotRequired[int]
    TrackedActionsLastAccessed: NotRequired[list[TrackedActionLastAccessed]]

class ServiceSpecificCredential(TypedDict):
    CreateDate: datetime
    ExpirationDate: NotRequired[datetime]
    ServiceName: str
    ServiceUserName: NotRequired[str]
    ServicePassword: NotRequired[str]
    ServiceCredentialAlias: NotRequired[str]
    ServiceCredentialSecret: NotRequired[str]
    ServiceSpecificCredentialId: str
    UserName: str
    Status: StatusType

class ServiceSpecificCredentialMetadata(TypedDict):
    UserName: str
    Status: StatusType
    ServiceUserName: NotRequired[str]
    ServiceCredentialAlias: NotRequired[str]
    CreateDate: datetime
    ExpirationDate: NotRequired[datetime]
    ServiceSpecificCredentialId: str
    ServiceName: str

class SetDefaultPolicyVersionRequest(TypedDict):
    PolicyArn: str
    VersionId: str

class SetDefaultPolicyVersionResponse(TypedDict):
    pass

class SetSecurityTokenServicePreferencesRequest(TypedDict):
    GlobalEndpointTokenVersion: GlobalEndpointTokenVersion

class SetSecurityTokenServicePreferencesResponse(TypedDict):
    pass

class SigningCertificate(TypedDict):
    UserName: str
    CertificateId: str
    CertificateBody: str
    Status: StatusType
    UploadDate: NotRequired[datetime]

class SimulateCustomPolicyRequest(TypedDict):
    PolicyInputList: list[str]
    PermissionsBoundaryPolicyInputList: NotRequired[list[str]]
    OrderedOrganizationPolicyInputList: NotRequired[list[OrderedOrganizationPolicyType]]
    ActionNames: list[str]
    ResourceArns: NotRequired[list[str]]
    ResourcePolicy: NotRequired[str]
    ResourceOwner: NotRequired[str]
    CallerArn: NotRequired[str]
    ContextEntries: NotRequired[list[ContextEntry]]
    ResourceHandlingOption: NotRequired[str]
    MaxItems: NotRequired[int]
    Marker: NotRequired[str]

class SimulateCustomPolicyResponse(TypedDict):
    EvaluationResults: NotRequired[list[EvaluationResult]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

class SimulatePrincipalPolicyRequest(TypedDict):
    PolicySourceArn: str
    PolicyInputList: NotRequired[list[str]]
    PermissionsBoundaryPolicyInputList: NotRequired[list[str]]
    PolicyExclusionList: NotRequired[list[PolicyIdentifier]]
    ActionNames: list[str]
    ResourceArns: NotRequired[list[str]]
    ResourcePolicy: NotRequired[str]
    ResourceOwner: NotRequired[str]
    CallerArn: NotRequired[str]
    ContextEntries: NotRequired[list[ContextEntry]]
    ResourceHandlingOption: NotRequired[str]
    MaxItems: NotRequired[int]
    Marker: NotRequired[str]

class SimulatePrincipalPolicyResponse(TypedDict):
    EvaluationResults: NotRequired[list[EvaluationResult]]
    IsTruncated: NotRequired[bool]
    Marker: NotRequired[str]

SortKeyType = Literal['SERVICE_NAMESPACE_ASCENDING', 'SERVICE_NAMESPACE_DESCENDING', 'LAST_AUTHENTICATED_TIME_ASCENDING', 'LAST_AUTHENTICATED_TIME_DESCENDING']

class SourceRoleTemplate(TypedDict):
    TemplateArn: str
    TemplateMinorVersion: int

StateType = Literal['UNASSIGNED', 'ASSIGNED', 'PENDING_APPROVAL', 'FINALIZED', 'ACCEPTED', 'REJECTED', 'EXPIRED']

class Statement(TypedDict):
    SourcePolicyId: NotRequired[str]
    SourcePolicyType: NotRequired[PolicySourceType]
    StartPosition: NotRequired[Position]
    EndPosition: NotRequired[Position]

StatusType = Literal['Active', 'Inactive', 'Expired']

SummaryKeyType = Literal['Users', 'UsersQuota', 'Groups', 'GroupsQuota', 'ServerCertificates', 'ServerCertificatesQuota', 'UserPolicySizeQuota', 'GroupPolicySizeQuota', 'GroupsPerUserQuota', 'SigningCertificatesPerUserQuota', 'AccessKeysPerUserQuota', 'MFADevices', 'MFADevicesInUse', 'AccountMFAEnabled', 'AccountAccessKeysPresent', 'AccountPasswordPresent', 'AccountSigningCertificatesPresent', 'AttachedPoliciesPerGroupQuota', 'AttachedPoliciesPerRoleQuota', 'AttachedPoliciesPerUserQuota', 'Policies', 'PoliciesQuota', 'PolicySizeQuota', 'PolicyVersionsInUse', 'PolicyVersionsInUseQuota', 'VersionsPerPolicyQuota', 'GlobalEndpointTokenVersion', 'AssumeRolePolicySizeQuota', 'InstanceProfiles', 'InstanceProfilesQuota', 'Providers', 'RolePolicySizeQuota', 'Roles', 'RolesQuota']

SummaryStateType = Literal['AVAILABLE', 'NOT_AVAILABLE', 'NOT_SUPPORTED', 'FAILED']

class Tag(TypedDict):
    Key: str
    Value: str

class TagInstanceProfileRequest(TypedDict):
    InstanceProfileName: str
    Tags: list[Tag]

class TagInstanceProfileResponse(TypedDict):
    pass

class TagMFADeviceRequest(TypedDict):
    SerialNumber: str
    Tags: list[Tag]

class TagMFADeviceResponse(TypedDict):
    pass

class TagOpenIDConnectProviderRequest(TypedDict):
    OpenIDConnectProviderArn: str
    Tags: list[Tag]

class TagOpenIDConnectProviderResponse(TypedDict):
    pass

class TagPolicyRequest(TypedDict):
    PolicyArn: str
    Tags: list[Tag]

class TagPolicyResponse(TypedDict):
    pass

class TagRoleRequest(TypedDict):
    RoleName: str
    Tags: list[Tag]

class TagRoleResponse(TypedDict):
    pass

class TagSAMLProviderRequest(TypedDict):
    SAMLProviderArn: str
    Tags: list[Tag]

class TagSAMLProviderResponse(TypedDict):
    pass

class TagServerCertificateRequest(TypedDict):
    ServerCertificateName: str
    Tags: list[Tag]

class TagServerCertificateResponse(TypedDict):
    pass

class TagTemplate(TypedDict):
    Key: str
    Value: str

class TagUserRequest(TypedDict):
    UserName: str
    Tags: list[Tag]

class TagUserResponse(TypedDict):
    pass

class TrackedActionLastAccessed(TypedDict):
    ActionName: NotRequired[str]
    LastAccessedEntity: NotRequired[str]
    LastAccessedTime: NotRequired[datetime]
    LastAccessedRegion: NotRequired[str]

class UntagInstanceProfileRequest(TypedDict):
    InstanceProfileName: str
    TagKeys: list[str]

class UntagInstanceProfileResponse(TypedDict):
    pass

class UntagMFADeviceRequest(TypedDict):
    SerialNumber: str
    TagKeys: list[str]

class UntagMFADeviceResponse(TypedDict):
    pass

class UntagOpenIDConnectProviderRequest(TypedDict):
    OpenIDConnectProviderArn: str
    TagKeys: list[str]

class UntagOpenIDConnectProviderResponse(TypedDict):
    pass

class UntagPolicyRequest(TypedDict):
    PolicyArn: str
    TagKeys: list[str]

class UntagPolicyResponse(TypedDict):
    pass

class UntagRoleRequest(TypedDict):
    RoleName: str
    TagKeys: list[str]

class UntagRoleResponse(TypedDict):
    pass

class UntagSAMLProviderRequest(TypedDict):
    SAMLProviderArn: str
    TagKeys: list[str]

class UntagSAMLProviderResponse(TypedDict):
    pass

class UntagServerCertificateRequest(TypedDict):
    ServerCertificateName: str
    TagKeys: list[str]

class UntagServerCertificateResponse(TypedDict):
    pass

class UntagUserRequest(TypedDict):
    UserName: str
    TagKeys: list[str]

class UntagUserResponse(TypedDict):
    pass

class UpdateAccessKeyRequest(TypedDict):
    UserName: NotRequired[str]
    AccessKeyId: str
    Status: StatusType

class UpdateAccessKeyResponse(TypedDict):
    pass

class UpdateAccountPasswordPolicyRequest(TypedDict):
    MinimumPasswordLength: NotRequired[int]
    RequireSymbols: NotRequired[bool]
    RequireNumbers: NotRequired[bool]
    RequireUppercaseCharacters: NotRequired[bool]
    RequireLowercaseCharacters: NotRequired[bool]
    AllowUsersToChangePassword: NotRequired[bool]
    MaxPasswordAge: NotRequired[int]
    PasswordReusePrevention: NotRequired[int]
    HardExpiry: NotRequired[bool]

class UpdateAccountPasswordPolicyResponse(TypedDict):
    pass

class UpdateAssumeRolePolicyRequest(TypedDict):
    RoleName: str
    PolicyDocument: str

class UpdateAssumeRolePolicyResponse(TypedDict):
    pass

class UpdateDelegationRequestRequest(TypedDict):
    DelegationRequestId: str
    Notes: NotRequired[str]

class UpdateDelegationRequestResponse(TypedDict):
    pass

class UpdateGroupRequest(TypedDict):
    GroupName: str
    NewPath: NotRequired[str]
    NewGroupName: NotRequired[str]

class UpdateGroupResponse(TypedDict):
    pass

class UpdateLoginProfileRequest(TypedDict):
    UserName: str
    Password: NotRequired[str]
    PasswordResetRequired: NotRequired[bool]
    MaxSigninSessionDuration: NotRequired[int]
    ResetMaxSigninSessionDuration: NotRequired[bool]

class UpdateLoginProfileResponse(TypedDict):
    pass

class UpdateOpenIDConnectProviderRequest(TypedDict):
    OpenIDConnectProviderArn: str
    ContextProvider: NotRequired[ContextProvider]
    IdentityCenterInstanceArn: NotRequired[str]
    RemoveContextProvider: NotRequired[bool]
    RemoveIdentityCenterInstance: NotRequired[bool]

class UpdateOpenIDConnectProviderResponse(TypedDict):
    pass

class UpdateOpenIDConnectProviderThumbprintRequest(TypedDict):
    OpenIDConnectProviderArn: str
    ThumbprintList: list[str]

class UpdateOpenIDConnectProviderThumbprintResponse(TypedDict):
    pass

class UpdateRoleDescriptionRequest(TypedDict):
    RoleName: str
    Description: str

class UpdateRoleDescriptionResponse(TypedDict):
    Role: NotRequired[Role]

class UpdateRoleRequest(TypedDict):
    RoleName: str
    Description: NotRequired[str]
    MaxSessionDuration: NotRequired[int]
    MaxSigninSessionDuration: NotRequired[int]
    ResetMaxSigninSessionDuration: NotRequired[bool]

class UpdateRoleResponse(TypedDict):
    pass

class UpdateSAMLProviderRequest(TypedDict):
    SAMLMetadataDocument: NotRequired[str]
    SAMLProviderArn: str
    AssertionEncryptionMode: NotRequired[AssertionEncryptionModeType]
    AddPrivateKey: NotRequired[str]
    RemovePrivateKey: NotRequired[str]
    ContextProvider: NotRequired[ContextProvider]
    IdentityCenterInstanceArn: NotRequired[str]
    RemoveContextProvider: NotRequired[bool]
    RemoveIdentityCenterInstance: NotRequired[bool]

class UpdateSAMLProviderResponse(TypedDict):
    SAMLProviderArn: NotRequired[str]

class UpdateSSHPublicKeyRequest(TypedDict):
    UserName: str
    SSHPublicKeyId: str
    Status: StatusType

class UpdateSSHPublicKeyResponse(TypedDict):
    pass

class UpdateServerCertificateRequest(TypedDict):
    ServerCertificateName: str
    NewPath: NotRequired[str]
    NewServerCertificateName: NotRequired[str]

class UpdateServerCertificateResponse(TypedDict):
    pass

class UpdateServiceSpecificCredentialRequest(TypedDict):
    UserName: NotRequired[str]
    ServiceSpecificCredentialId: str
    Status: StatusType

class UpdateServiceSpecificCredentialResponse(TypedDict):
    pass

class UpdateSigningCertificateRequest(TypedDict):
    UserName: NotRequired[str]
    CertificateId: str
    Status: StatusType

class UpdateSigningCertificateResponse(TypedDict):
    pass

class UpdateUserRequest(TypedDict):
    UserName: str
    NewPath: NotRequired[str]
    NewUserName: NotRequired[str]

class UpdateUserResponse(TypedDict):
    pass

class UploadSSHPublicKeyRequest(TypedDict):
    UserName: str
    SSHPublicKeyBody: str

class UploadSSHPublicKeyResponse(TypedDict):
    SSHPublicKey: NotRequired[SSHPublicKey]

class UploadServerCertificateRequest(TypedDict):
    Path: NotRequired[str]
    ServerCertificateName: str
    CertificateBody: str
    PrivateKey: str
    CertificateChain: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class UploadServerCertificateResponse(TypedDict):
    ServerCertificateMetadata: NotRequired[ServerCertificateMetadata]
    Tags: NotRequired[list[Tag]]

class UploadSigningCertificateRequest(TypedDict):
    UserName: NotRequired[str]
    CertificateBody: str

class UploadSigningCertificateResponse(TypedDict):
    Certificate: SigningCertificate

class User(TypedDict):
    Path: str
    UserName: str
    UserId: str
    Arn: str
    CreateDate: datetime
    PasswordLastUsed: NotRequired[datetime]
    PermissionsBoundary: NotRequired[AttachedPermissionsBoundary]
    Tags: NotRequired[list[Tag]]

class UserDetail(TypedDict):
    Path: NotRequired[str]
    UserName: NotRequired[str]
    UserId: NotRequired[str]
    Arn: NotRequired[str]
    CreateDate: NotRequired[datetime]
    UserPolicyList: NotRequired[list[PolicyDetail]]
    GroupList: NotRequired[list[str]]
    AttachedManagedPolicies: NotRequired[list[AttachedPolicy]]
    PermissionsBoundary: NotRequired[AttachedPermissionsBoundary]
    Tags: NotRequired[list[Tag]]

class VirtualMFADevice(TypedDict):
    SerialNumber: str
    Base32StringSeed: NotRequired[bytes]
    QRCodePNG: NotRequired[bytes]
    User: NotRequired[User]
    EnableDate: NotRequired[datetime]
    Tags: NotRequired[list[Tag]]
