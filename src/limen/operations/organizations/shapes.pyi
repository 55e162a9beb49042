"""What the operations of organizations take and answer. Written by `python -m tools.build_shapes`."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

class AcceptHandshakeRequest(TypedDict):
    HandshakeId: str

class AcceptHandshakeResponse(TypedDict):
    Handshake: NotRequired[Handshake]

class Account(TypedDict):
    Id: NotRequired[str]
    Arn: NotRequired[str]
    Email: NotRequired[str]
    Name: NotRequired[str]
    Status: NotRequired[AccountStatus]
    State: NotRequired[AccountState]
    Paths: NotRequired[list[str]]
    JoinedMethod: NotRequired[AccountJoinedMethod]
    JoinedTimestamp: NotRequired[datetime]

AccountJoinedMethod = Literal['INVITED', 'CREATED']

AccountState = Literal['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']

AccountStatus = Literal['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE']

ActionType = Literal['INVITE', 'ENABLE_ALL_FEATURES', 'APPROVE_ALL_FEATURES', 'ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE', 'TRANSFER_RESPONSIBILITY']

class AttachPolicyRequest(TypedDict):
    PolicyId: str
    TargetId: str

class AttachPolicyResponse(TypedDict):
    pass

class CancelHandshakeRequest(TypedDict):
    HandshakeId: str

class CancelHandshakeResponse(TypedDict):
    Handshake: NotRequired[Handshake]

class Child(TypedDict):
    Id: NotRequired[str]
    Type: NotRequired[ChildType]

ChildType = Literal['ACCOUNT', 'ORGANIZATIONAL_UNIT']

class CloseAccountRequest(TypedDict):
    AccountId: str

class CloseAccountResponse(TypedDict):
    pass

CreateAccountFailureReason = Literal['ACCOUNT_LIMIT_EXCEEDED', 'EMAIL_ALREADY_EXISTS', 'INVALID_ADDRESS', 'INVALID_EMAIL', 'CONCURRENT_ACCOUNT_MODIFICATION', 'INTERNAL_FAILURE', 'GOVCLOUD_ACCOUNT_ALREADY_EXISTS', 'MISSING_BUSINESS_VALIDATION', 'FAILED_BUSINESS_VALIDATION', 'PENDING_BUSINESS_VALIDATION', 'INVALID_IDENTITY_FOR_BUSINESS_VALIDATION', 'UNKNOWN_BUSINESS_VALIDATION', 'MISSING_PAYMENT_INSTRUMENT', 'INVALID_PAYMENT_INSTRUMENT', 'UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED']

class CreateAccountRequest(TypedDict):
    Email: str
    AccountName: str
    RoleName: NotRequired[str]
    IamUserAccessToBilling: NotRequired[IAMUserAccessToBilling]
    Tags: NotRequired[list[Tag]]

class CreateAccountResponse(TypedDict):
    CreateAccountStatus: NotRequired[CreateAccountStatus]

CreateAccountState = Literal['IN_PROGRESS', 'SUCCEEDED', 'FAILED']

class CreateAccountStatus(TypedDict):
    Id: NotRequired[str]
    AccountName: NotRequired[str]
    State: NotRequired[CreateAccountState]
    RequestedTimestamp: NotRequired[datetime]
    CompletedTimestamp: NotRequired[datetime]
    AccountId: NotRequired[str]
    GovCloudAccountId: NotRequired[str]
    FailureReason: NotRequired[CreateAccountFailureReason]

class CreateGovCloudAccountRequest(TypedDict):
    Email: str
    AccountName: str
    RoleName: NotRequired[str]
    IamUserAccessToBilling: NotRequired[IAMUserAccessToBilling]
    Tags: NotRequired[list[Tag]]

class CreateGovCloudAccountResponse(TypedDict):
    CreateAccountStatus: NotRequired[CreateAccountStatus]

class CreateOrganizationRequest(TypedDict):
    FeatureSet: NotRequired[OrganizationFeatureSet]

class CreateOrganizationResponse(TypedDict):
    Organization: NotRequired[Organization]

class CreateOrganizationalUnitRequest(TypedDict):
    ParentId: str
    Name: str
    Tags: NotRequired[list[Tag]]

class CreateOrganizationalUnitResponse(TypedDict):
    OrganizationalUnit: NotRequired[OrganizationalUnit]

class CreatePolicyRequest(TypedDict):
    Content: str
    Description: str
    Name: str
    Type: PolicyType
    Tags: NotRequired[list[Tag]]

class CreatePolicyResponse(TypedDict):
    Policy: NotRequired[Policy]

class DeclineHandshakeRequest(TypedDict):
    HandshakeId: str

class DeclineHandshakeResponse(TypedDict):
    Handshake: NotRequired[Handshake]

class DelegatedAdministrator(TypedDict):
    Id: NotRequired[str]
    Arn: NotRequired[str]
    Email: NotRequired[str]
    Name: NotRequired[str]
    Status: NotRequired[AccountStatus]
    State: NotRequired[AccountState]
    JoinedMethod: NotRequired[AccountJoinedMethod]
    JoinedTimestamp: NotRequired[datetime]
    DelegationEnabledDate: NotRequired[datetime]

class DelegatedService(TypedDict):
    ServicePrincipal: NotRequired[str]
    DelegationEnabledDate: NotRequired[datetime]

class DeleteOrganizationRequest(TypedDict):
    pass

class DeleteOrganizationResponse(TypedDict):
    pass

class DeleteOrganizationalUnitRequest(TypedDict):
    OrganizationalUnitId: str

class DeleteOrganizationalUnitResponse(TypedDict):
    pass

class DeletePolicyRequest(TypedDict):
    PolicyId: str

class DeletePolicyResponse(TypedDict):
    pass

class DeleteResourcePolicyRequest(TypedDict):
    pass

class DeleteResourcePolicyResponse(TypedDict):
    pass

class DeregisterDelegatedAdministratorRequest(TypedDict):
    AccountId: str
    ServicePrincipal: str

class DeregisterDelegatedAdministratorResponse(TypedDict):
    pass

class DescribeAccountRequest(TypedDict):
    AccountId: str

class DescribeAccountResponse(TypedDict):
    Account: NotRequired[Account]

class DescribeCreateAccountStatusRequest(TypedDict):
    CreateAccountRequestId: str

class DescribeCreateAccountStatusResponse(TypedDict):
    CreateAccountStatus: NotRequired[CreateAccountStatus]

class DescribeEffectivePolicyRequest(TypedDict):
    PolicyType: EffectivePolicyType
    TargetId: NotRequired[str]

class DescribeEffectivePolicyResponse(TypedDict):
    EffectivePolicy: NotRequired[EffectivePolicy]

class DescribeHandshakeRequest(TypedDict):
    HandshakeId: str

class DescribeHandshakeResponse(TypedDict):
    Handshake: NotRequired[Handshake]

class DescribeOrganizationRequest(TypedDict):
    pass

class DescribeOrganizationResponse(TypedDict):
    Organization: NotRequired[Organization]

class DescribeOrganizationalUnitRequest(TypedDict):
    OrganizationalUnitId: str

class DescribeOrganizationalUnitResponse(TypedDict):
    OrganizationalUnit: NotRequired[OrganizationalUnit]

class DescribePolicyRequest(TypedDict):
    PolicyId: str

class DescribePolicyResponse(TypedDict):
    Policy: NotRequired[Policy]

class DescribeResourcePolicyRequest(TypedDict):
    pass

class DescribeResourcePolicyResponse(TypedDict):
    ResourcePolicy: NotRequired[ResourcePolicy]

class DescribeResponsibilityTransferRequest(TypedDict):
    Id: str

class DescribeResponsibilityTransferResponse(TypedDict):
    ResponsibilityTransfer: NotRequired[ResponsibilityTransfer]

class DetachPolicyRequest(TypedDict):
    PolicyId: str
    TargetId: str

class DetachPolicyResponse(TypedDict):
    pass

class DisableAWSServiceAccessRequest(TypedDict):
    ServicePrincipal: str

class DisableAWSServiceAccessResponse(TypedDict):
    pass

class DisablePolicyTypeRequest(TypedDict):
    RootId: str
    PolicyType: PolicyType

class DisablePolicyTypeResponse(TypedDict):
    Root: NotRequired[Root]

class EffectivePolicy(TypedDict):
    PolicyContent: NotRequired[str]
    LastUpdatedTimestamp: NotRequired[datetime]
    TargetId: NotRequired[str]
    PolicyType: NotRequired[EffectivePolicyType]

EffectivePolicyType = Literal['TAG_POLICY', 'BACKUP_POLICY', 'AISERVICES_OPT_OUT_POLICY', 'CHATBOT_POLICY', 'DECLARATIVE_POLICY_EC2', 'SECURITYHUB_POLICY', 'SECURITYHUB_CSPM_POLICY', 'INSPECTOR_POLICY', 'UPGRADE_ROLLOUT_POLICY', 'BEDROCK_POLICY', 'S3_POLICY', 'NETWORK_SECURITY_DIRECTOR_POLICY', 'GUARDDUTY_POLICY']

class EffectivePolicyValidationError(TypedDict):
    ErrorCode: NotRequired[str]
    ErrorMessage: NotRequired[str]
    PathToError: NotRequired[str]
    ContributingPolicies: NotRequired[list[str]]

class EnableAWSServiceAccessRequest(TypedDict):
    ServicePrincipal: str

class EnableAWSServiceAccessResponse(TypedDict):
    pass

class EnableAllFeaturesRequest(TypedDict):
    pass

class EnableAllFeaturesResponse(TypedDict):
    Handshake: NotRequired[Handshake]

class EnablePolicyTypeRequest(TypedDict):
    RootId: str
    PolicyType: PolicyType

class EnablePolicyTypeResponse(TypedDict):
    Root: NotRequired[Root]

class EnabledServicePrincipal(TypedDict):
    ServicePrincipal: NotRequired[str]
    DateEnabled: NotRequired[datetime]

class Handshake(TypedDict):
    Id: NotRequired[str]
    Arn: NotRequired[str]
    Parties: NotRequired[list[HandshakeParty]]
    State: NotRequired[HandshakeState]
    RequestedTimestamp: NotRequired[datetime]
    ExpirationTimestamp: NotRequired[datetime]
    Action: NotRequired[ActionType]
    Resources: NotRequired[list[HandshakeResource]]

class HandshakeFilter(TypedDict):
    ActionType: NotRequired[ActionType]
    ParentHandshakeId: NotRequired[str]

class HandshakeParty(TypedDict):
    Id: str
    Type: HandshakePartyType

HandshakePartyType = Literal['ACCOUNT', 'ORGANIZATION', 'EMAIL']

class HandshakeResource(TypedDict):
    Value: NotRequired[str]
    Type: NotRequired[HandshakeResourceType]
    Resources: NotRequired[list[HandshakeResource]]

HandshakeResourceType = Literal['ACCOUNT', 'ORGANIZATION', 'ORGANIZATION_FEATURE_SET', 'EMAIL', 'MASTER_EMAIL', 'MASTER_NAME', 'NOTES', 'PARENT_HANDSHAKE', 'RESPONSIBILITY_TRANSFER', 'TRANSFER_START_TIMESTAMP', 'TRANSFER_TYPE', 'MANAGEMENT_ACCOUNT', 'MANAGEMENT_EMAIL', 'MANAGEMENT_NAME']

HandshakeState = Literal['REQUESTED', 'OPEN', 'CANCELED', 'ACCEPTED', 'DECLINED', 'EXPIRED']

IAMUserAccessToBilling = Literal['ALLOW', 'DENY']

class InviteAccountToOrganizationRequest(TypedDict):
    Target: HandshakeParty
    Notes: NotRequired[str]
    Tags: NotRequired[list[Tag]]

class InviteAccountToOrganizationResponse(TypedDict):
    Handshake: NotRequired[Handshake]

class InviteOrganizationToTransferResponsibilityRequest(TypedDict):
    Type: ResponsibilityTransferType
    Target: HandshakeParty
    Notes: NotRequired[str]
    StartTimestamp: datetime
    SourceName: str
    Tags: NotRequired[list[Tag]]

class InviteOrganizationToTransferResponsibilityResponse(TypedDict):
    Handshake: NotRequired[Handshake]

class LeaveOrganizationRequest(TypedDict):
    pass

class LeaveOrganizationResponse(TypedDict):
    pass

class ListAWSServiceAccessForOrganizationRequest(TypedDict):
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListAWSServiceAccessForOrganizationResponse(TypedDict):
    EnabledServicePrincipals: NotRequired[list[EnabledServicePrincipal]]
    NextToken: NotRequired[str]

class ListAccountsForParentRequest(TypedDict):
    ParentId: str
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListAccountsForParentResponse(TypedDict):
    Accounts: NotRequired[list[Account]]
    NextToken: NotRequired[str]

class ListAccountsRequest(TypedDict):
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListAccountsResponse(TypedDict):
    Accounts: NotRequired[list[Account]]
    NextToken: NotRequired[str]

class ListAccountsWithInvalidEffectivePolicyRequest(TypedDict):
    PolicyType: EffectivePolicyType
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListAccountsWithInvalidEffectivePolicyResponse(TypedDict):
    Accounts: NotRequired[list[Account]]
    PolicyType: NotRequired[EffectivePolicyType]
    NextToken: NotRequired[str]

class ListChildrenRequest(TypedDict):
    ParentId: str
    ChildType: ChildType
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListChildrenResponse(TypedDict):
    Children: NotRequired[list[Child]]
    NextToken: NotRequired[str]

class ListCreateAccountStatusRequest(TypedDict):
    States: NotRequired[list[CreateAccountState]]
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListCreateAccountStatusResponse(TypedDict):
    CreateAccountStatuses: NotRequired[list[CreateAccountStatus]]
    NextToken: NotRequired[str]

class ListDelegatedAdministratorsRequest(TypedDict):
    ServicePrincipal: NotRequired[str]
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListDelegatedAdministratorsResponse(TypedDict):
    DelegatedAdministrators: NotRequired[list[DelegatedAdministrator]]
    NextToken: NotRequired[str]

class ListDelegatedServicesForAccountRequest(TypedDict):
    AccountId: str
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListDelegatedServicesForAccountResponse(TypedDict):
    DelegatedServices: NotRequired[list[DelegatedService]]
    NextToken: NotRequired[str]

class ListEffectivePolicyValidationErrorsRequest(TypedDict):
    AccountId: str
    PolicyType: EffectivePolicyType
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListEffectivePolicyValidationErrorsResponse(TypedDict):
    AccountId: NotRequired[str]
    PolicyType: NotRequired[EffectivePolicyType]
    Path: NotRequired[str]
    EvaluationTimestamp: NotRequired[datetime]
    NextToken: NotRequired[str]
    EffectivePolicyValidationErrors: NotRequired[list[EffectivePolicyValidationError]]

class ListHandshakesForAccountRequest(TypedDict):
    Filter: NotRequired[HandshakeFilter]
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListHandshakesForAccountResponse(TypedDict):
    Handshakes: NotRequired[list[Handshake]]
    NextToken: NotRequired[str]

class ListHandshakesForOrganizationRequest(TypedDict):
    Filter: NotRequired[HandshakeFilter]
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListHandshakesForOrganizationResponse(TypedDict):
    Handshakes: NotRequired[list[Handshake]]
    NextToken: NotRequired[str]

class ListInboundResponsibilityTransfersRequest(TypedDict):
    Type: ResponsibilityTransferType
    Id: NotRequired[str]
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListInboundResponsibilityTransfersResponse(TypedDict):
    ResponsibilityTransfers: NotRequired[list[ResponsibilityTransfer]]
    NextToken: NotRequired[str]

class ListOrganizationalUnitsForParentRequest(TypedDict):
    ParentId: str
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListOrganizationalUnitsForParentResponse(TypedDict):
    OrganizationalUnits: NotRequired[list[OrganizationalUnit]]
    NextToken: NotRequired[str]

class ListOutboundResponsibilityTransfersRequest(TypedDict):
    Type: ResponsibilityTransferType
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListOutboundResponsibilityTransfersResponse(TypedDict):
    ResponsibilityTransfers: NotRequired[list[ResponsibilityTransfer]]
    NextToken: NotRequired[str]

class ListParentsRequest(TypedDict):
    ChildId: str
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListParentsResponse(TypedDict):
    Parents: NotRequired[list[Parent]]
    NextToken: NotRequired[str]

class ListPoliciesForTargetRequest(TypedDict):
    TargetId: str
    Filter: PolicyType
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListPoliciesForTargetResponse(TypedDict):
    Policies: NotRequired[list[PolicySummary]]
    NextToken: NotRequired[str]

class ListPoliciesRequest(TypedDict):
    Filter: PolicyType
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListPoliciesResponse(TypedDict):
    Policies: NotRequired[list[PolicySummary]]
    NextToken: NotRequired[str]

class ListRootsRequest(TypedDict):
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListRootsResponse(TypedDict):
    Roots: NotRequired[list[Root]]
    NextToken: NotRequired[str]

class ListTagsForResourceRequest(TypedDict):
    ResourceId: str
    NextToken: NotRequired[str]

class ListTagsForResourceResponse(TypedDict):
    Tags: NotRequired[list[Tag]]
    NextToken: NotRequired[str]

class ListTargetsForPolicyRequest(TypedDict):
    PolicyId: str
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListTargetsForPolicyResponse(TypedDict):
    Targets: NotRequired[list[PolicyTargetSummary]]
    NextToken: NotRequired[str]

class MoveAccountRequest(TypedDict):
    AccountId: str
    SourceParentId: str
    DestinationParentId: str

class MoveAccountResponse(TypedDict):
    pass

class Organization(TypedDict):
    Id: NotRequired[str]
    Arn: NotRequired[str]
    FeatureSet: NotRequired[OrganizationFeatureSet]
    MasterAccountArn: NotRequired[str]
    MasterAccountId: NotRequired[str]
    MasterAccountEmail: NotRequired[str]
    AvailablePolicyTypes: NotRequired[list[PolicyTypeSummary]]

OrganizationFeatureSet = Literal['ALL', 'CONSOLIDATED_BILLING']

class OrganizationalUnit(TypedDict):
    Id: NotRequired[str]
    Arn: NotRequired[str]
    Name: NotRequired[str]
    Path: NotRequired[str]

class Parent(TypedDict):
    Id: NotRequired[str]
    Type: NotRequired[ParentType]

ParentType = Literal['ROOT', 'ORGANIZATIONAL_UNIT']

class Policy(TypedDict):
    PolicySummary: NotRequired[PolicySummary]
    Content: NotRequired[str]

class PolicySummary(TypedDict):
    Id: NotRequired[str]
    Arn: NotRequired[str]
    Name: NotRequired[str]
    Description: NotRequired[str]
    Type: NotRequired[PolicyType]
    AwsManaged: NotRequired[bool]

class PolicyTargetSummary(TypedDict):
    TargetId: NotRequired[str]
    Arn: NotRequired[str]
    Name: NotRequired[str]
    Type: NotRequired[TargetType]

PolicyType = Literal['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', 'TAG_POLICY', 'BACKUP_POLICY', 'AISERVICES_OPT_OUT_POLICY', 'CHATBOT_POLICY', 'DECLARATIVE_POLICY_EC2', 'SECURITYHUB_POLICY', 'SECURITYHUB_CSPM_POLICY', 'INSPECTOR_POLICY', 'UPGRADE_ROLLOUT_POLICY', 'BEDROCK_POLICY', 'S3_POLICY', 'NETWORK_SECURITY_DIRECTOR_POLICY', 'GUARDDUTY_POLICY']

PolicyTypeStatus = Literal['ENABLED', 'PENDING_ENABLE', 'PENDING_DISABLE']

class PolicyTypeSummary(TypedDict):
    Type: NotRequired[PolicyType]
    Status: NotRequired[PolicyTypeStatus]

class PutResourcePolicyRequest(TypedDict):
    Content: str
    Tags: NotRequired[list[Tag]]

class PutResourcePolicyResponse(TypedDict):
    ResourcePolicy: NotRequired[ResourcePolicy]

class RegisterDelegatedAdministratorRequest(TypedDict):
    AccountId: str
    ServicePrincipal: str

class RegisterDelegatedAdministratorResponse(TypedDict):
    pass

class RemoveAccountFromOrganizationRequest(TypedDict):
    AccountId: str

class RemoveAccountFromOrganizationResponse(TypedDict):
    pass

class ResourcePolicy(TypedDict):
    ResourcePolicySummary: NotRequired[ResourcePolicySummary]
    Content: NotRequired[str]

class ResourcePolicySummary(TypedDict):
    Id: NotRequired[str]
    Arn: NotRequired[str]

class ResponsibilityTransfer(TypedDict):
    Arn: NotRequired[str]
    Name: NotRequired[str]
    Id: NotRequired[str]
    Type: NotRequired[ResponsibilityTransferType]
    Status: NotRequired[ResponsibilityTransferStatus]
    Source: NotRequired[TransferParticipant]
    Target: NotRequired[TransferParticipant]
    StartTimestamp: NotRequired[datetime]
    EndTimestamp: NotRequired[datetime]
    ActiveHandshakeId: NotRequired[str]

ResponsibilityTransferStatus = Literal['REQUESTED', 'DECLINED', 'CANCELED', 'EXPIRED', 'ACCEPTED', 'WITHDRAWN']

ResponsibilityTransferType = Literal['BILLING']

class Root(TypedDict):
    Id: NotRequired[str]
    Arn: NotRequired[str]
    Name: NotRequired[str]
    PolicyTypes: NotRequired[list[PolicyTypeSummary]]

class Tag(TypedDict):
    Key: str
    Value: str

class TagResourceRequest(TypedDict):
    ResourceId: str
    Tags: list[Tag]

class TagResourceResponse(TypedDict):
    pass

TargetType = Literal['ACCOUNT', 'ORGANIZATIONAL_UNIT', 'ROOT']

class TerminateResponsibilityTransferRequest(TypedDict):
    Id: str
    EndTimestamp: NotRequired[datetime]

class TerminateResponsibilityTransferResponse(TypedDict):
    ResponsibilityTransfer: NotRequired[ResponsibilityTransfer]

class TransferParticipant(TypedDict):
    ManagementAccountId: NotRequired[str]
    ManagementAccountEmail: NotRequired[str]

class UntagResourceRequest(TypedDict):
    ResourceId: str
    TagKeys: list[str]

class UntagResourceResponse(TypedDict):
    pass

class UpdateOrganizationalUnitRequest(TypedDict):
    OrganizationalUnitId: str
    Name: NotRequired[str]

class UpdateOrganizationalUnitResponse(TypedDict):
    OrganizationalUnit: NotRequired[OrganizationalUnit]

class UpdatePolicyRequest(TypedDict):
    PolicyId: str
    Name: NotRequired[str]
    Description: NotRequired[str]
    Content: NotRequired[str]

class UpdatePolicyResponse(TypedDict):
    Policy: NotRequired[Policy]

class UpdateResponsibilityTransferRequest(TypedDict):
    Id: str
    Name: str

class UpdateResponsibilityTransferResponse(TypedDict):
    ResponsibilityTransfer: NotRequired[ResponsibilityTransfer]
