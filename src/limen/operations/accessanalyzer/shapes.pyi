"""What the operations of access-analyzer take and answer. Written by `python -m tools.build_shapes`."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

class Access(TypedDict):
    actions: NotRequired[list[str]]
    resources: NotRequired[list[str]]

AccessCheckPolicyType = Literal['IDENTITY_POLICY', 'RESOURCE_POLICY']

AccessCheckResourceType = Literal['AWS::DynamoDB::Table', 'AWS::DynamoDB::Stream', 'AWS::EFS::FileSystem', 'AWS::OpenSearchService::Domain', 'AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer', 'AWS::KMS::Key', 'AWS::Lambda::Function', 'AWS::S3::Bucket', 'AWS::S3::AccessPoint', 'AWS::S3Express::DirectoryBucket', 'AWS::S3::Glacier', 'AWS::S3Outposts::Bucket', 'AWS::S3Outposts::AccessPoint', 'AWS::SecretsManager::Secret', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::IAM::AssumeRolePolicyDocument', 'AWS::S3Tables::TableBucket', 'AWS::ApiGateway::RestApi', 'AWS::CodeArtifact::Domain', 'AWS::Backup::BackupVault', 'AWS::CloudTrail::Dashboard', 'AWS::CloudTrail::EventDataStore', 'AWS::S3Tables::Table', 'AWS::S3Express::AccessPoint']

class AccessPreview(TypedDict):
    id: str
    analyzerArn: str
    configurations: dict[str, Configuration]
    createdAt: datetime
    status: AccessPreviewStatus
    statusReason: NotRequired[AccessPreviewStatusReason]

class AccessPreviewFinding(TypedDict):
    id: str
    existingFindingId: NotRequired[str]
    existingFindingStatus: NotRequired[FindingStatus]
    principal: NotRequired[dict[str, str]]
    action: NotRequired[list[str]]
    condition: NotRequired[dict[str, str]]
    resource: NotRequired[str]
    isPublic: NotRequired[bool]
    resourceType: ResourceType
    createdAt: datetime
    changeType: FindingChangeType
    status: FindingStatus
    resourceOwnerAccount: str
    error: NotRequired[str]
    sources: NotRequired[list[FindingSource]]
    resourceControlPolicyRestriction: NotRequired[ResourceControlPolicyRestriction]

AccessPreviewStatus = Literal['COMPLETED', 'CREATING', 'FAILED']

class AccessPreviewStatusReason(TypedDict):
    code: AccessPreviewStatusReasonCode

AccessPreviewStatusReasonCode = Literal['INTERNAL_ERROR', 'INVALID_CONFIGURATION']

class AccessPreviewSummary(TypedDict):
    id: str
    analyzerArn: str
    createdAt: datetime
    status: AccessPreviewStatus
    statusReason: NotRequired[AccessPreviewStatusReason]

class AclGrantee(TypedDict):
    id: NotRequired[str]
    uri: NotRequired[str]

AclPermission = Literal['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL']

class AnalysisRule(TypedDict):
    exclusions: NotRequired[list[AnalysisRuleCriteria]]

class AnalysisRuleCriteria(TypedDict):
    accountIds: NotRequired[list[str]]
    resourceTags: NotRequired[list[dict[str, str]]]

class AnalyzedResource(TypedDict):
    resourceArn: str
    resourceType: ResourceType
    createdAt: datetime
    analyzedAt: datetime
    updatedAt: datetime
    isPublic: bool
    actions: NotRequired[list[str]]
    sharedVia: NotRequired[list[str]]
    status: NotRequired[FindingStatus]
    resourceOwnerAccount: str
    error: NotRequired[str]

class AnalyzedResourceSummary(TypedDict):
    resourceArn: str
    resourceOwnerAccount: str
    resourceType: ResourceType

class AnalyzerConfiguration(TypedDict):
    unusedAccess: NotRequired[UnusedAccessConfiguration]
    internalAccess: NotRequired[InternalAccessConfiguration]

AnalyzerStatus = Literal['ACTIVE', 'CREATING', 'DISABLED', 'FAILED']

class AnalyzerSummary(TypedDict):
    arn: str
    name: str
    type: Type
    createdAt: datetime
    lastResourceAnalyzed: NotRequired[str]
    lastResourceAnalyzedAt: NotRequired[datetime]
    tags: NotRequired[dict[str, str]]
    status: AnalyzerStatus
    statusReason: NotRequired[StatusReason]
    configuration: NotRequired[AnalyzerConfiguration]
    managedBy: NotRequired[str]

class ApplyArchiveRuleRequest(TypedDict):
    analyzerArn: str
    ruleName: str
    clientToken: NotRequired[str]

class ApplyArchiveRuleResponse(TypedDict):
    pass

class ArchiveRuleSummary(TypedDict):
    ruleName: str
    filter: dict[str, Criterion]
    createdAt: datetime
    updatedAt: datetime

class CancelPolicyGenerationRequest(TypedDict):
    jobId: str

class CancelPolicyGenerationResponse(TypedDict):
    pass

class CheckAccessNotGrantedRequest(TypedDict):
    policyDocument: str
    access: list[Access]
    policyType: AccessCheckPolicyType

class CheckAccessNotGrantedResponse(TypedDict):
    result: NotRequired[CheckAccessNotGrantedResult]
    message: NotRequired[str]
    reasons: NotRequired[list[ReasonSummary]]

CheckAccessNotGrantedResult = Literal['PASS', 'FAIL']

class CheckNoNewAccessRequest(TypedDict):
    newPolicyDocument: str
    existingPolicyDocument: str
    policyType: AccessCheckPolicyType

class CheckNoNewAccessResponse(TypedDict):
    result: NotRequired[CheckNoNewAccessResult]
    message: NotRequired[str]
    reasons: NotRequired[list[ReasonSummary]]

CheckNoNewAccessResult = Literal['PASS', 'FAIL']

class CheckNoPublicAccessRequest(TypedDict):
    policyDocument: str
    resourceType: AccessCheckResourceType

class CheckNoPublicAccessResponse(TypedDict):
    result: NotRequired[CheckNoPublicAccessResult]
    message: NotRequired[str]
    reasons: NotRequired[list[ReasonSummary]]

CheckNoPublicAccessResult = Literal['PASS', 'FAIL']

class CloudTrailDetails(TypedDict):
    trails: list[Trail]
    accessRole: str
    startTime: datetime
    endTime: NotRequired[datetime]

class CloudTrailProperties(TypedDict):
    trailProperties: list[TrailProperties]
    startTime: datetime
    endTime: datetime

class Configuration(TypedDict):
    ebsSnapshot: NotRequired[EbsSnapshotConfiguration]
    ecrRepository: NotRequired[EcrRepositoryConfiguration]
    iamRole: NotRequired[IamRoleConfiguration]
    efsFileSystem: NotRequired[EfsFileSystemConfiguration]
    kmsKey: NotRequired[KmsKeyConfiguration]
    rdsDbClusterSnapshot: NotRequired[RdsDbClusterSnapshotConfiguration]
    rdsDbSnapshot: NotRequired[RdsDbSnapshotConfiguration]
    secretsManagerSecret: NotRequired[SecretsManagerSecretConfiguration]
    s3Bucket: NotRequired[S3BucketConfiguration]
    snsTopic: NotRequired[SnsTopicConfiguration]
    sqsQueue: NotRequired[SqsQueueConfiguration]
    s3ExpressDirectoryBucket: NotRequired[S3ExpressDirectoryBucketConfiguration]
    dynamodbStream: NotRequired[DynamodbStreamConfiguration]
    dynamodbTable: NotRequired[DynamodbTableConfiguration]

class CreateAccessPreviewRequest(TypedDict):
    analyzerArn: str
    configurations: dict[str, Configuration]
    clientToken: NotRequired[str]

class CreateAccessPreviewResponse(TypedDict):
    id: str

class CreateAnalyzerRequest(TypedDict):
    analyzerName: str
    type: Type
    archiveRules: NotRequired[list[InlineArchiveRule]]
    tags: NotRequired[dict[str, str]]
    clientToken: NotRequired[str]
    configuration: NotRequired[AnalyzerConfiguration]

class CreateAnalyzerResponse(TypedDict):
    arn: NotRequired[str]

class CreateArchiveRuleRequest(TypedDict):
    analyzerName: str
    ruleName: str
    filter: dict[str, Criterion]
    clientToken: NotRequired[str]

class CreateArchiveRuleResponse(TypedDict):
    pass

class CreateServiceLinkedAnalyzerRequest(TypedDict):
    type: Type
    archiveRules: NotRequired[list[InlineArchiveRule]]
    clientToken: NotRequired[str]
    configuration: NotRequired[AnalyzerConfiguration]

class CreateServiceLinkedAnalyzerResponse(TypedDict):
    arn: NotRequired[str]

class Criterion(TypedDict):
    eq: NotRequired[list[str]]
    neq: NotRequired[list[str]]
    contains: NotRequired[list[str]]
    exists: NotRequired[bool]

class DeleteAnalyzerRequest(TypedDict):
    analyzerName: str
    clientToken: NotRequired[str]

class DeleteAnalyzerResponse(TypedDict):
    pass

class DeleteArchiveRuleRequest(TypedDict):
    analyzerName: str
    ruleName: str
    clientToken: NotRequired[str]

class DeleteArchiveRuleResponse(TypedDict):
    pass

class DeleteServiceLinkedAnalyzerRequest(TypedDict):
    analyzerName: str
    clientToken: NotRequired[str]

class DeleteServiceLinkedAnalyzerResponse(TypedDict):
    pass

class DynamodbStreamConfiguration(TypedDict):
    streamPolicy: NotRequired[str]

class DynamodbTableConfiguration(TypedDict):
    tablePolicy: NotRequired[str]

class EbsSnapshotConfiguration(TypedDict):
    userIds: NotRequired[list[str]]
    groups: NotRequired[list[str]]
    kmsKeyId: NotRequired[str]

class EcrRepositoryConfiguration(TypedDict):
    repositoryPolicy: NotRequired[str]

class EfsFileSystemConfiguration(TypedDict):
    fileSystemPolicy: NotRequired[str]

class ExternalAccessDetails(TypedDict):
    action: NotRequired[list[str]]
    condition: dict[str, str]
    isPublic: NotRequired[bool]
    principal: NotRequired[dict[str, str]]
    sources: NotRequired[list[FindingSource]]
    resourceControlPolicyRestriction: NotRequired[ResourceControlPolicyRestriction]

class ExternalAccessFindingsStatistics(TypedDict):
    resourceTypeStatistics: NotRequired[dict[ResourceType, ResourceTypeDetails]]
    totalActiveFindings: NotRequired[int]
    totalArchivedFindings: NotRequired[int]
    totalResolvedFindings: NotRequired[int]

class Finding(TypedDict):
    id: str
    principal: NotRequired[dict[str, str]]
    action: NotRequired[list[str]]
    resource: NotRequired[str]
    isPublic: NotRequired[bool]
    resourceType: ResourceType
    condition: dict[str, str]
    createdAt: datetime
    analyzedAt: datetime
    updatedAt: datetime
    status: FindingStatus
    resourceOwnerAccount: str
    error: NotRequired[str]
    sources: NotRequired[list[FindingSource]]
    resourceControlPolicyRestriction: NotRequired[ResourceControlPolicyRestriction]

class FindingAggregationAccountDetails(TypedDict):
    account: NotRequired[str]
    numberOfActiveFindings: NotRequired[int]
    details: NotRequired[dict[str, int]]

FindingChangeType = Literal['CHANGED', 'NEW', 'UNCHANGED']

class FindingDetails(TypedDict):
    internalAccessDetails: NotRequired[InternalAccessDetails]
    externalAccessDetails: NotRequired[ExternalAccessDetails]
    unusedPermissionDetails: NotRequired[UnusedPermissionDetails]
    unusedIamUserAccessKeyDetails: NotRequired[UnusedIamUserAccessKeyDetails]
    unusedIamRoleDetails: NotRequired[UnusedIamRoleDetails]
    unusedIamUserPasswordDetails: NotRequired[UnusedIamUserPasswordDetails]

class FindingSource(TypedDict):
    type: FindingSourceType
    detail: NotRequired[FindingSourceDetail]

class FindingSourceDetail(TypedDict):
    accessPointArn: NotRequired[str]
    accessPointAccount: NotRequired[str]

FindingSourceType = Literal['POLICY', 'BUCKET_ACL', 'S3_ACCESS_POINT', 'S3_ACCESS_POINT_ACCOUNT']

FindingStatus = Literal['ACTIVE', 'ARCHIVED', 'RESOLVED']

FindingStatusUpdate = Literal['ACTIVE', 'ARCHIVED']

class FindingSummary(TypedDict):
    id: str
    principal: NotRequired[dict[str, str]]
    action: NotRequired[list[str]]
    resource: NotRequired[str]
    isPublic: NotRequired[bool]
    resourceType: ResourceType
    condition: dict[str, str]
    createdAt: datetime
    analyzedAt: datetime
    updatedAt: datetime
    status: FindingStatus
    resourceOwnerAccount: str
    error: NotRequired[str]
    sources: NotRequired[list[FindingSource]]
    resourceControlPolicyRestriction: NotRequired[ResourceControlPolicyRestriction]

class FindingSummaryV2(TypedDict):
    analyzedAt: datetime
    createdAt: datetime
    error: NotRequired[str]
    id: str
    resource: NotRequired[str]
    resourceType: ResourceType
    resourceOwnerAccount: str
    status: FindingStatus
    updatedAt: datetime
    findingType: NotRequired[FindingType]

FindingType = Literal['ExternalAccess', 'UnusedIAMRole', 'UnusedIAMUserAccessKey', 'UnusedIAMUserPassword', 'UnusedPermission', 'InternalAccess']

class FindingsStatistics(TypedDict):
    externalAccessFindingsStatistics: NotRequired[ExternalAccessFindingsStatistics]
    internalAccessFindingsStatistics: NotRequired[InternalAccessFindingsStatistics]
    unusedAccessFindingsStatistics: NotRequired[UnusedAccessFindingsStatistics]

class GenerateFindingRecommendationRequest(TypedDict):
    analyzerArn: str
    id: str

class GenerateFindingRecommendationResponse(TypedDict):
    pass

class GeneratedPolicy(TypedDict):
    policy: str

class GeneratedPolicyProperties(TypedDict):
    isComplete: NotRequired[bool]
    principalArn: str
    cloudTrailProperties: NotRequired[CloudTrailProperties]

class GeneratedPolicyResult(TypedDict):
    properties: GeneratedPolicyProperties
    generatedPolicies: NotRequired[list[GeneratedPolicy]]

class GetAccessPreviewRequest(TypedDict):
    accessPreviewId: str
    analyzerArn: str

class GetAccessPreviewResponse(TypedDict):
    accessPreview: AccessPreview

class GetAnalyzedResourceRequest(TypedDict):
    analyzerArn: str
    resourceArn: str

class GetAnalyzedResourceResponse(TypedDict):
    resource: NotRequired[AnalyzedResource]

class GetAnalyzerRequest(TypedDict):
    analyzerName: str

class GetAnalyzerResponse(TypedDict):
    analyzer: AnalyzerSummary

class GetArchiveRuleRequest(TypedDict):
    analyzerName: str
    ruleName: str

class GetArchiveRuleResponse(TypedDict):
    archiveRule: ArchiveRuleSummary

class GetFindingRecommendationRequest(TypedDict):
    analyzerArn: str
    id: str
    maxResults: NotRequired[int]
    nextToken: NotRequired[str]

class GetFindingRecommendationResponse(TypedDict):
    startedAt: datetime
    completedAt: NotRequired[datetime]
    nextToken: NotRequired[str]
    error: NotRequired[RecommendationError]
    resourceArn: str
    recommendedSteps: NotRequired[list[RecommendedStep]]
    recommendationType: RecommendationType
    status: Status

class GetFindingRequest(TypedDict):
    analyzerArn: str
    id: str

class GetFindingResponse(TypedDict):
    finding: NotRequired[Finding]

class GetFindingV2Request(TypedDict):
    analyzerArn: str
    id: str
    maxResults: NotRequired[int]
    nextToken: NotRequired[str]

class GetFindingV2Response(TypedDict):
    analyzedAt: datetime
    createdAt: datetime
    error: NotRequired[str]
    id: str
    nextToken: NotRequired[str]
    resource: NotRequired[str]
    resourceType: ResourceType
    resourceOwnerAccount: str
    status: FindingStatus
    updatedAt: datetime
    findingDetails: list[FindingDetails]
    findingType: NotRequired[FindingType]

class GetFindingsStatisticsRequest(TypedDict):
    analyzerArn: str

class GetFindingsStatisticsResponse(TypedDict):
    findingsStatistics: NotRequired[list[FindingsStatistics]]
    lastUpdatedAt: NotRequired[datetime]

class GetGeneratedPolicyRequest(TypedDict):
    jobId: str
    includeResourcePlaceholders: NotRequired[bool]
    includeServiceLevelTemplate: NotRequired[bool]

class GetGeneratedPolicyResponse(TypedDict):
    jobDetails: JobDetails
    generatedPolicyResult: GeneratedPolicyResult

class IamRoleConfiguration(TypedDict):
    trustPolicy: NotRequired[str]

class InlineArchiveRule(TypedDict):
    ruleName: str
    filter: dict[str, Criterion]

class InternalAccessAnalysisRule(TypedDict):
    inclusions: NotRequired[list[InternalAccessAnalysisRuleCriteria]]

class InternalAccessAnalysisRuleCriteria(TypedDict):
    accountIds: NotRequired[list[str]]
    resourceTypes: NotRequired[list[ResourceType]]
    resourceArns: NotRequired[list[str]]

class InternalAccessConfiguration(TypedDict):
    analysisRule: NotRequired[InternalAccessAnalysisRule]

class InternalAccessDetails(TypedDict):
    action: NotRequired[list[str]]
    condition: NotRequired[dict[str, str]]
    principal: NotRequired[dict[str, str]]
    principalOwnerAccount: NotRequired[str]
    accessType: NotRequired[InternalAccessType]
    principalType: NotRequired[PrincipalType]
    sources: NotRequired[list[FindingSource]]
    resourceControlPolicyRestriction: NotRequired[ResourceControlPolicyRestriction]
    serviceControlPolicyRestriction: NotRequired[ServiceControlPolicyRestriction]

class InternalAccessFindingsStatistics(TypedDict):
    resourceTypeStatistics: NotRequired[dict[ResourceType, InternalAccessResourceTypeDetails]]
    totalActiveFindings: NotRequired[int]
    totalArchivedFindings: NotRequired[int]
    totalResolvedFindings: NotRequired[int]

class InternalAccessResourceTypeDetails(TypedDict):
    totalActiveFindings: NotRequired[int]
    totalResolvedFindings: NotRequired[int]
    totalArchivedFindings: NotRequired[int]

InternalAccessType = Literal['INTRA_ACCOUNT', 'INTRA_ORG']

class InternetConfiguration(TypedDict):
    pass

class JobDetails(TypedDict):
    jobId: str
    status: JobStatus
    startedOn: datetime
    completedOn: NotRequired[datetime]
    jobError: NotRequired[JobError]

class JobError(TypedDict):
    code: JobErrorCode
    message: str

JobErrorCode = Literal['AUTHORIZATION_ERROR', 'RESOURCE_NOT_FOUND_ERROR', 'SERVICE_QUOTA_EXCEEDED_ERROR', 'SERVICE_ERROR']

JobStatus = Literal['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'CANCELED']

class KmsGrantConfiguration(TypedDict):
    operations: list[KmsGrantOperation]
    granteePrincipal: str
    retiringPrincipal: NotRequired[str]
    constraints: NotRequired[KmsGrantConstraints]
    issuingAccount: str

class KmsGrantConstraints(TypedDict):
    encryptionContextEquals: NotRequired[dict[str, str]]
    encryptionContextSubset: NotRequired[dict[str, str]]

KmsGrantOperation = Literal['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext', 'GenerateDataKeyWithoutPlaintext', 'GetPublicKey', 'ReEncryptFrom', 'ReEncryptTo', 'RetireGrant', 'Sign', 'Verify']

class KmsKeyConfiguration(TypedDict):
    keyPolicies: NotRequired[dict[str, str]]
    grants: NotRequired[list[KmsGrantConfiguration]]

class ListAccessPreviewFindingsRequest(TypedDict):
    accessPreviewId: str
    analyzerArn: str
    filter: NotRequired[dict[str, Criterion]]
    nextToken: NotRequired[str]
    maxResults: NotRequired[int]

class ListAccessPreviewFindingsResponse(TypedDict):
    findings: list[AccessPreviewFinding]
    nextToken: NotRequired[str]

class ListAccessPreviewsRequest(TypedDict):
    analyzerArn: str
    nextToken: NotRequired[str]
    maxResults: NotRequired[int]

class ListAccessPreviewsResponse(TypedDict):
    accessPreviews: list[AccessPreviewSummary]
    nextToken: NotRequired[str]

class ListAnalyzedResourcesRequest(TypedDict):
    analyzerArn: str
    resourceType: NotRequired[ResourceType]
    nextToken: NotRequired[str]
    maxResults: NotRequired[int]

class ListAnalyzedResourcesResponse(TypedDict):
    analyzedResources: list[AnalyzedResourceSummary]
    nextToken: NotRequired[str]

class ListAnalyzersRequest(TypedDict):
    nextToken: NotRequired[str]
    maxResults: NotRequired[int]
    type: NotRequired[Type]

class ListAnalyzersResponse(TypedDict):
    analyzers: list[AnalyzerSummary]
    nextToken: NotRequired[str]

class ListArchiveRulesRequest(TypedDict):
    analyzerName: str
    nextToken: NotRequired[str]
    maxResults: NotRequired[int]

class ListArchiveRulesResponse(TypedDict):
    archiveRules: list[ArchiveRuleSummary]
    nextToken: NotRequired[str]

class ListFindingsRequest(TypedDict):
    analyzerArn: str
    filter: NotRequired[dict[str, Criterion]]
    sort: NotRequired[SortCriteria]
    nextToken: NotRequired[str]
    maxResults: NotRequired[int]

class ListFindingsResponse(TypedDict):
    findings: list[FindingSummary]
    nextToken: NotRequired[str]

class ListFindingsV2Request(TypedDict):
    analyzerArn: str
    filter: NotRequired[dict[str, Criterion]]
    maxResults: NotRequired[int]
    nextToken: NotRequired[str]
    sort: NotRequired[SortCriteria]

class ListFindingsV2Response(TypedDict):
    findings: list[FindingSummaryV2]
    nextToken: NotRequired[str]

class ListPolicyGenerationsRequest(TypedDict):
    principalArn: NotRequired[str]
    maxResults: NotRequired[int]
    nextToken: NotRequired[str]

class ListPolicyGenerationsResponse(TypedDict):
    policyGenerations: list[PolicyGeneration]
    nextToken: NotRequired[str]

class ListTagsForResourceRequest(TypedDict):
    resourceArn: str

class ListTagsForResourceResponse(TypedDict):
    tags: NotRequired[dict[str, str]]

Locale = Literal['DE', 'EN', 'ES', 'FR', 'IT', 'JA', 'KO', 'PT_BR', 'ZH_CN', 'ZH_TW']

class Location(TypedDict):
    path: list[PathElement]
    span: Span

class NetworkOriginConfiguration(TypedDict):
    vpcConfiguration: NotRequired[VpcConfiguration]
    internetConfiguration: NotRequired[InternetConfiguration]

OrderBy = Literal['ASC', 'DESC']

class PathElement(TypedDict):
    index: NotRequired[int]
    key: NotRequired[str]
    substring: NotRequired[Substring]
    value: NotRequired[str]

class PolicyGeneration(TypedDict):
    jobId: str
    principalArn: str
    status: JobStatus
    startedOn: datetime
    completedOn: NotRequired[datetime]

class PolicyGenerationDetails(TypedDict):
    principalArn: str

PolicyType = Literal['IDENTITY_POLICY', 'RESOURCE_POLICY', 'SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']

class Position(TypedDict):
    line: int
    column: int
    offset: int

PrincipalType = Literal['IAM_ROLE', 'IAM_USER']

class RdsDbClusterSnapshotAttributeValue(TypedDict):
    accountIds: NotRequired[list[str]]

class RdsDbClusterSnapshotConfiguration(TypedDict):
    attributes: NotRequired[dict[str, RdsDbClusterSnapshotAttributeValue]]
    kmsKeyId: NotRequired[str]

class RdsDbSnapshotAttributeValue(TypedDict):
    accountIds: NotRequired[list[str]]

class RdsDbSnapshotConfiguration(TypedDict):
    attributes: NotRequired[dict[str, RdsDbSnapshotAttributeValue]]
    kmsKeyId: NotRequired[str]

ReasonCode = Literal['AWS_SERVICE_ACCESS_DISABLED', 'DELEGATED_ADMINISTRATOR_DEREGISTERED', 'ORGANIZATION_DELETED', 'SERVICE_LINKED_ROLE_CREATION_FAILED']

class ReasonSummary(TypedDict):
    description: NotRequired[str]
    statementIndex: NotRequired[int]
    statementId: NotRequired[str]

class RecommendationError(TypedDict):
    code: str
    message: str

RecommendationType = Literal['UnusedPermissionRecommendation']

RecommendedRemediationAction = Literal['CREATE_POLICY', 'DETACH_POLICY']

class RecommendedStep(TypedDict):
    unusedPermissionsRecommendedStep: NotRequired[UnusedPermissionsRecommendedStep]

ResourceControlPolicyRestriction = Literal['APPLICABLE', 'FAILED_TO_EVALUATE_RCP', 'NOT_APPLICABLE', 'APPLIED']

ResourceType = Literal['AWS::S3::Bucket', 'AWS::IAM::Role', 'AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::Lambda::LayerVersion', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::EFS::FileSystem', 'AWS::EC2::Snapshot', 'AWS::ECR::Repository', 'AWS::RDS::DBSnapshot', 'AWS::RDS::DBClusterSnapshot', 'AWS::SNS::Topic', 'AWS::S3Express::DirectoryBucket', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::Stream', 'AWS::IAM::User']

class ResourceTypeDetails(TypedDict):
    totalActivePublic: NotRequired[int]
    totalActiveCrossAccount: NotRequired[int]
    totalActiveErrors: NotRequired[int]

class S3AccessPointConfiguration(TypedDict):
    accessPointPolicy: NotRequired[str]
    publicAccessBlock: NotRequired[S3PublicAccessBlockConfiguration]
    networkOrigin: NotRequired[NetworkOriginConfiguration]

class S3BucketAclGrantConfiguration(TypedDict):
    permission: AclPermission
    grantee: AclGrantee

class S3BucketConfiguration(TypedDict):
    bucketPolicy: NotRequired[str]
    bucketAclGrants: NotRequired[list[S3BucketAclGrantConfiguration]]
    bucketPublicAccessBlock: NotRequired[S3PublicAccessBlockConfiguration]
    accessPoints: NotRequired[dict[str, S3AccessPointConfiguration]]

class S3ExpressDirectoryAccessPointConfiguration(TypedDict):
    accessPointPolicy: NotRequired[str]
    networkOrigin: NotRequired[NetworkOriginConfiguration]

class S3ExpressDirectoryBucketConfiguration(TypedDict):
    bucketPolicy: NotRequired[str]
    accessPoints: NotRequired[dict[str, S3ExpressDirectoryAccessPointConfiguration]]

class S3PublicAccessBlockConfiguration(TypedDict):
    ignorePublicAcls: bool
    restrictPublicBuckets: bool

class SecretsManagerSecretConfiguration(TypedDict):
    kmsKeyId: NotRequired[str]
    secretPolicy: NotRequired[str]

ServiceControlPolicyRestriction = Literal['APPLICABLE', 'FAILED_TO_EVALUATE_SCP', 'NOT_APPLICABLE', 'APPLIED']

class SnsTopicConfiguration(TypedDict):
    topicPolicy: NotRequired[str]

class SortCriteria(TypedDict):
    attributeName: NotRequired[str]
    orderBy: NotRequired[OrderBy]

class Span(TypedDict):
    start: Position
    end: Position

class SqsQueueConfiguration(TypedDict):
    queuePolicy: NotRequired[str]

class StartPolicyGenerationRequest(TypedDict):
    policyGenerationDetails: PolicyGenerationDetails
    cloudTrailDetails: NotRequired[CloudTrailDetails]
    clientToken: NotRequired[str]

class StartPolicyGenerationResponse(TypedDict):
    jobId: str

class StartResourceScanRequest(TypedDict):
    analyzerArn: str
    resourceArn: str
    resourceOwnerAccount: NotRequired[str]

class StartResourceScanResponse(TypedDict):
    pass

Status = Literal['SUCCEEDED', 'FAILED', 'IN_PROGRESS']

class StatusReason(TypedDict):
    code: ReasonCode

class Substring(TypedDict):
    start: int
    length: int

class TagResourceRequest(TypedDict):
    resourceArn: str
    tags: dict[str, str]

class TagResourceResponse(TypedDict):
    pass

class Trail(TypedDict):
    cloudTrailArn: str
    regions: NotRequired[list[str]]
    allRegions: NotRequired[bool]

class TrailProperties(TypedDict):
    cloudTrailArn: str
    regions: NotRequired[list[str]]
    allRegions: NotRequired[bool]

Type = Literal['ACCOUNT', 'ORGANIZATION', 'ACCOUNT_UNUSED_ACCESS', 'ORGANIZATION_UNUSED_ACCESS', 'ACCOUNT_INTERNAL_ACCESS', 'ORGANIZATION_INTERNAL_ACCESS']

class UntagResourceRequest(TypedDict):
    resourceArn: str
    tagKeys: list[str]

class UntagResourceResponse(TypedDict):
    pass

class UnusedAccessConfiguration(TypedDict):
    unusedAccessAge: NotRequired[int]
    analysisRule: NotRequired[AnalysisRule]

class UnusedAccessFindingsStatistics(TypedDict):
    unusedAccessTypeStatistics: NotRequired[list[UnusedAccessTypeStatistics]]
    topAccounts: NotRequired[list[FindingAggregationAccountDetails]]
    totalActiveFindings: NotRequired[int]
    totalArchivedFindings: NotRequired[int]
    totalResolvedFindings: NotRequired[int]

class UnusedAccessTypeStatistics(TypedDict):
    unusedAccessType: NotRequired[str]
    total: NotRequired[int]

class UnusedAction(TypedDict):
    action: str
    lastAccessed: NotRequired[datetime]

class UnusedIamRoleDetails(TypedDict):
    lastAccessed: NotRequired[datetime]

class UnusedIamUserAccessKeyDetails(TypedDict):
    accessKeyId: str
    lastAccessed: NotRequired[datetime]

class UnusedIamUserPasswordDetails(TypedDict):
    lastAccessed: NotRequired[datetime]

class UnusedPermissionDetails(TypedDict):
    actions: NotRequired[list[UnusedAction]]
    serviceNamespace: str
    lastAccessed: NotRequired[datetime]

class UnusedPermissionsRecommendedStep(TypedDict):
    policyUpdatedAt: NotRequired[datetime]
    recommendedAction: RecommendedRemediationAction
    recommendedPolicy: NotRequired[str]
    existingPolicyId: NotRequired[str]

class UpdateAnalyzerRequest(TypedDict):
    analyzerName: str
    configuration: NotRequired[AnalyzerConfiguration]

class UpdateAnalyzerResponse(TypedDict):
    configuration: NotRequired[AnalyzerConfiguration]

class UpdateArchiveRuleRequest(TypedDict):
    analyzerName: str
    ruleName: str
    filter: dict[str, Criterion]
    clientToken: NotRequired[str]

class UpdateArchiveRuleResponse(TypedDict):
    pass

class UpdateFindingsRequest(TypedDict):
    analyzerArn: str
    status: FindingStatusUpdate
    ids: NotRequired[list[str]]
    resourceArn: NotRequired[str]
    clientToken: NotRequired[str]

class UpdateFindingsResponse(TypedDict):
    pass

class ValidatePolicyFinding(TypedDict):
    findingDetails: str
    findingType: ValidatePolicyFindingType
    issueCode: str
    learnMoreLink: str
    locations: list[Location]

ValidatePolicyFindingType = Literal['ERROR', 'SECURITY_WARNING', 'SUGGESTION', 'WARNING']

class ValidatePolicyRequest(TypedDict):
    locale: NotRequired[Locale]
    maxResults: NotRequired[int]
    nextToken: NotRequired[str]
    policyDocument: str
    policyType: PolicyType
    validatePolicyResourceType: NotRequired[ValidatePolicyResourceType]

ValidatePolicyResourceType = Literal['AWS::S3::Bucket', 'AWS::S3::AccessPoint', 'AWS::S3::MultiRegionAccessPoint', 'AWS::S3ObjectLambda::AccessPoint', 'AWS::IAM::AssumeRolePolicyDocument', 'AWS::DynamoDB::Table']

class ValidatePolicyResponse(TypedDict):
    findings: list[ValidatePolicyFinding]
    nextToken: NotRequired[str]

class VpcConfiguration(TypedDict):
    vpcId: str
