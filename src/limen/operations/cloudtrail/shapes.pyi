"""What the operations of cloudtrail take and answer. Written by `python -m tools.build_shapes`."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

class AddTagsRequest(TypedDict):
    ResourceId: str
    TagsList: list[Tag]

class AddTagsResponse(TypedDict):
    pass

class AdvancedEventSelector(TypedDict):
    Name: NotRequired[str]
    FieldSelectors: list[AdvancedFieldSelector]

class AdvancedFieldSelector(TypedDict):
    Field: str
    Equals: NotRequired[list[str]]
    StartsWith: NotRequired[list[str]]
    EndsWith: NotRequired[list[str]]
    NotEquals: NotRequired[list[str]]
    NotStartsWith: NotRequired[list[str]]
    NotEndsWith: NotRequired[list[str]]

class AggregationConfiguration(TypedDict):
    Templates: list[Template]
    EventCategory: EventCategoryAggregation

BillingMode = Literal['EXTENDABLE_RETENTION_PRICING', 'FIXED_RETENTION_PRICING']

class CancelQueryRequest(TypedDict):
    EventDataStore: NotRequired[str]
    QueryId: str
    EventDataStoreOwnerAccountId: NotRequired[str]

class CancelQueryResponse(TypedDict):
    QueryId: str
    QueryStatus: QueryStatus
    EventDataStoreOwnerAccountId: NotRequired[str]

class Channel(TypedDict):
    ChannelArn: NotRequired[str]
    Name: NotRequired[str]

class ContextKeySelector(TypedDict):
    Type: Type
    Equals: list[str]

class CreateChannelRequest(TypedDict):
    Name: str
    Source: str
    Destinations: list[Destination]
    Tags: NotRequired[list[Tag]]

class CreateChannelResponse(TypedDict):
    ChannelArn: NotRequired[str]
    Name: NotRequired[str]
    Source: NotRequired[str]
    Destinations: NotRequired[list[Destination]]
    Tags: NotRequired[list[Tag]]

class CreateDashboardRequest(TypedDict):
    Name: str
    RefreshSchedule: NotRequired[RefreshSchedule]
    TagsList: NotRequired[list[Tag]]
    TerminationProtectionEnabled: NotRequired[bool]
    Widgets: NotRequired[list[RequestWidget]]

class CreateDashboardResponse(TypedDict):
    DashboardArn: NotRequired[str]
    Name: NotRequired[str]
    Type: NotRequired[DashboardType]
    Widgets: NotRequired[list[Widget]]
    TagsList: NotRequired[list[Tag]]
    RefreshSchedule: NotRequired[RefreshSchedule]
    TerminationProtectionEnabled: NotRequired[bool]

class CreateEventDataStoreRequest(TypedDict):
    Name: str
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]
    MultiRegionEnabled: NotRequired[bool]
    OrganizationEnabled: NotRequired[bool]
    RetentionPeriod: NotRequired[int]
    TerminationProtectionEnabled: NotRequired[bool]
    TagsList: NotRequired[list[Tag]]
    KmsKeyId: NotRequired[str]
    StartIngestion: NotRequired[bool]
    BillingMode: NotRequired[BillingMode]

class CreateEventDataStoreResponse(TypedDict):
    EventDataStoreArn: NotRequired[str]
    Name: NotRequired[str]
    Status: NotRequired[EventDataStoreStatus]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]
    MultiRegionEnabled: NotRequired[bool]
    OrganizationEnabled: NotRequired[bool]
    RetentionPeriod: NotRequired[int]
    TerminationProtectionEnabled: NotRequired[bool]
    TagsList: NotRequired[list[Tag]]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]
    KmsKeyId: NotRequired[str]
    BillingMode: NotRequired[BillingMode]

class CreateTrailRequest(TypedDict):
    Name: str
    S3BucketName: str
    S3KeyPrefix: NotRequired[str]
    SnsTopicName: NotRequired[str]
    IncludeGlobalServiceEvents: NotRequired[bool]
    IsMultiRegionTrail: NotRequired[bool]
    EnableLogFileValidation: NotRequired[bool]
    CloudWatchLogsLogGroupArn: NotRequired[str]
    CloudWatchLogsRoleArn: NotRequired[str]
    KmsKeyId: NotRequired[str]
    IsOrganizationTrail: NotRequired[bool]
    TagsList: NotRequired[list[Tag]]
    RecursiveLogging: NotRequired[bool]

class CreateTrailResponse(TypedDict):
    Name: NotRequired[str]
    S3BucketName: NotRequired[str]
    S3KeyPrefix: NotRequired[str]
    SnsTopicName: NotRequired[str]
    SnsTopicARN: NotRequired[str]
    IncludeGlobalServiceEvents: NotRequired[bool]
    IsMultiRegionTrail: NotRequired[bool]
    TrailARN: NotRequired[str]
    LogFileValidationEnabled: NotRequired[bool]
    CloudWatchLogsLogGroupArn: NotRequired[str]
    CloudWatchLogsRoleArn: NotRequired[str]
    KmsKeyId: NotRequired[str]
    IsOrganizationTrail: NotRequired[bool]
    RecursiveLogging: NotRequired[bool]

class DashboardDetail(TypedDict):
    DashboardArn: NotRequired[str]
    Type: NotRequired[DashboardType]

DashboardStatus = Literal['CREATING', 'CREATED', 'UPDATING', 'UPDATED', 'DELETING']

DashboardType = Literal['MANAGED', 'CUSTOM']

class DataResource(TypedDict):
    Type: NotRequired[str]
    Values: NotRequired[list[str]]

class DeleteChannelRequest(TypedDict):
    Channel: str

class DeleteChannelResponse(TypedDict):
    pass

class DeleteDashboardRequest(TypedDict):
    DashboardId: str

class DeleteDashboardResponse(TypedDict):
    pass

class DeleteEventDataStoreRequest(TypedDict):
    EventDataStore: str

class DeleteEventDataStoreResponse(TypedDict):
    pass

class DeleteResourcePolicyRequest(TypedDict):
    ResourceArn: str

class DeleteResourcePolicyResponse(TypedDict):
    pass

class DeleteTrailRequest(TypedDict):
    Name: str

class DeleteTrailResponse(TypedDict):
    pass

DeliveryStatus = Literal['SUCCESS', 'FAILED', 'FAILED_SIGNING_FILE', 'PENDING', 'RESOURCE_NOT_FOUND', 'ACCESS_DENIED', 'ACCESS_DENIED_SIGNING_FILE', 'CANCELLED', 'UNKNOWN']

class DeregisterOrganizationDelegatedAdminRequest(TypedDict):
    DelegatedAdminAccountId: str

class DeregisterOrganizationDelegatedAdminResponse(TypedDict):
    pass

class DescribeQueryRequest(TypedDict):
    EventDataStore: NotRequired[str]
    QueryId: NotRequired[str]
    QueryAlias: NotRequired[str]
    RefreshId: NotRequired[str]
    EventDataStoreOwnerAccountId: NotRequired[str]

class DescribeQueryResponse(TypedDict):
    QueryId: NotRequired[str]
    QueryString: NotRequired[str]
    QueryStatus: NotRequired[QueryStatus]
    QueryStatistics: NotRequired[QueryStatisticsForDescribeQuery]
    ErrorMessage: NotRequired[str]
    DeliveryS3Uri: NotRequired[str]
    DeliveryStatus: NotRequired[DeliveryStatus]
    Prompt: NotRequired[str]
    EventDataStoreOwnerAccountId: NotRequired[str]

class DescribeTrailsRequest(TypedDict):
    trailNameList: NotRequired[list[str]]
    includeShadowTrails: NotRequired[bool]

class DescribeTrailsResponse(TypedDict):
    trailList: NotRequired[list[Trail]]

class Destination(TypedDict):
    Type: DestinationType
    Location: str

DestinationType = Literal['EVENT_DATA_STORE', 'AWS_SERVICE']

class DisableFederationRequest(TypedDict):
    EventDataStore: str

class DisableFederationResponse(TypedDict):
    EventDataStoreArn: NotRequired[str]
    FederationStatus: NotRequired[FederationStatus]

class EnableFederationRequest(TypedDict):
    EventDataStore: str
    FederationRoleArn: str

class EnableFederationResponse(TypedDict):
    EventDataStoreArn: NotRequired[str]
    FederationStatus: NotRequired[FederationStatus]
    FederationRoleArn: NotRequired[str]

class Event(TypedDict):
    EventId: NotRequired[str]
    EventName: NotRequired[str]
    ReadOnly: NotRequired[str]
    AccessKeyId: NotRequired[str]
    EventTime: NotRequired[datetime]
    EventSource: NotRequired[str]
    Username: NotRequired[str]
    Resources: NotRequired[list[Resource]]
    CloudTrailEvent: NotRequired[str]

EventCategory = Literal['insight']

EventCategoryAggregation = Literal['Data']

class EventDataStore(TypedDict):
    EventDataStoreArn: NotRequired[str]
    Name: NotRequired[str]
    TerminationProtectionEnabled: NotRequired[bool]
    Status: NotRequired[EventDataStoreStatus]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]
    MultiRegionEnabled: NotRequired[bool]
    OrganizationEnabled: NotRequired[bool]
    RetentionPeriod: NotRequired[int]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]

EventDataStoreStatus = Literal['CREATED', 'ENABLED', 'PENDING_DELETION', 'STARTING_INGESTION', 'STOPPING_INGESTION', 'STOPPED_INGESTION']

class EventSelector(TypedDict):
    ReadWriteType: NotRequired[ReadWriteType]
    IncludeManagementEvents: NotRequired[bool]
    DataResources: NotRequired[list[DataResource]]
    ExcludeManagementEventSources: NotRequired[list[str]]

FederationStatus = Literal['ENABLING', 'ENABLED', 'DISABLING', 'DISABLED']

class GenerateQueryRequest(TypedDict):
    EventDataStores: list[str]
    Prompt: str

class GenerateQueryResponse(TypedDict):
    QueryStatement: NotRequired[str]
    QueryAlias: NotRequired[str]
    EventDataStoreOwnerAccountId: NotRequired[str]

class GetChannelRequest(TypedDict):
    Channel: str

class GetChannelResponse(TypedDict):
    ChannelArn: NotRequired[str]
    Name: NotRequired[str]
    Source: NotRequired[str]
    SourceConfig: NotRequired[SourceConfig]
    Destinations: NotRequired[list[Destination]]
    IngestionStatus: NotRequired[IngestionStatus]

class GetDashboardRequest(TypedDict):
    DashboardId: str

class GetDashboardResponse(TypedDict):
    DashboardArn: NotRequired[str]
    Type: NotRequired[DashboardType]
    Status: NotRequired[DashboardStatus]
    Widgets: NotRequired[list[Widget]]
    RefreshSchedule: NotRequired[RefreshSchedule]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]
    LastRefreshId: NotRequired[str]
    LastRefreshFailureReason: NotRequired[str]
    TerminationProtectionEnabled: NotRequired[bool]

class GetEventConfigurationRequest(TypedDict):
    TrailName: NotRequired[str]
    EventDataStore: NotRequired[str]

class GetEventConfigurationResponse(TypedDict):
    TrailARN: NotRequired[str]
    EventDataStoreArn: NotRequired[str]
    MaxEventSize: NotRequired[MaxEventSize]
    ContextKeySelectors: NotRequired[list[ContextKeySelector]]
    AggregationConfigurations: NotRequired[list[AggregationConfiguration]]

class GetEventDataStoreRequest(TypedDict):
    EventDataStore: str

class GetEventDataStoreResponse(TypedDict):
    EventDataStoreArn: NotRequired[str]
    Name: NotRequired[str]
    Status: NotRequired[EventDataStoreStatus]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]
    MultiRegionEnabled: NotRequired[bool]
    OrganizationEnabled: NotRequired[bool]
    RetentionPeriod: NotRequired[int]
    TerminationProtectionEnabled: NotRequired[bool]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]
    KmsKeyId: NotRequired[str]
    BillingMode: NotRequired[BillingMode]
    FederationStatus: NotRequired[FederationStatus]
    FederationRoleArn: NotRequired[str]
    PartitionKeys: NotRequired[list[PartitionKey]]

class GetEventSelectorsRequest(TypedDict):
    TrailName: str

class GetEventSelectorsResponse(TypedDict):
    TrailARN: NotRequired[str]
    EventSelectors: NotRequired[list[EventSelector]]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]

class GetImportRequest(TypedDict):
    ImportId: str

class GetImportResponse(TypedDict):
    ImportId: NotRequired[str]
    Destinations: NotRequired[list[str]]
    ImportSource: NotRequired[ImportSource]
    StartEventTime: NotRequired[datetime]
    EndEventTime: NotRequired[datetime]
    ImportStatus: NotRequired[ImportStatus]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]
    ImportStatistics: NotRequired[ImportStatistics]

class GetInsightSelectorsRequest(TypedDict):
    TrailName: NotRequired[str]
    EventDataStore: NotRequired[str]

class GetInsightSelectorsResponse(TypedDict):
    TrailARN: NotRequired[str]
    InsightSelectors: NotRequired[list[InsightSelector]]
    EventDataStoreArn: NotRequired[str]
    InsightsDestination: NotRequired[str]

class GetQueryResultsRequest(TypedDict):
    EventDataStore: NotRequired[str]
    QueryId: str
    NextToken: NotRequired[str]
    MaxQueryResults: NotRequired[int]
    EventDataStoreOwnerAccountId: NotRequired[str]

class GetQueryResultsResponse(TypedDict):
    QueryStatus: NotRequired[QueryStatus]
    QueryStatistics: NotRequired[QueryStatistics]
    QueryResultRows: NotRequired[list[list[dict[str, str]]]]
    NextToken: NotRequired[str]
    ErrorMessage: NotRequired[str]

class GetResourcePolicyRequest(TypedDict):
    ResourceArn: str

class GetResourcePolicyResponse(TypedDict):
    ResourceArn: NotRequired[str]
    ResourcePolicy: NotRequired[str]
    DelegatedAdminResourcePolicy: NotRequired[str]

class GetTrailRequest(TypedDict):
    Name: str

class GetTrailResponse(TypedDict):
    Trail: NotRequired[Trail]

class GetTrailStatusRequest(TypedDict):
    Name: str

class GetTrailStatusResponse(TypedDict):
    IsLogging: NotRequired[bool]
    LatestDeliveryError: NotRequired[str]
    LatestNotificationError: NotRequired[str]
    LatestDeliveryTime: NotRequired[datetime]
    LatestNotificationTime: NotRequired[datetime]
    StartLoggingTime: NotRequired[datetime]
    StopLoggingTime: NotRequired[datetime]
    LatestCloudWatchLogsDeliveryError: NotRequired[str]
    LatestCloudWatchLogsDeliveryTime: NotRequired[datetime]
    LatestDigestDeliveryTime: NotRequired[datetime]
    LatestDigestDeliveryError: NotRequired[str]
    LatestDeliveryAttemptTime: NotRequired[str]
    LatestNotificationAttemptTime: NotRequired[str]
    LatestNotificationAttemptSucceeded: NotRequired[str]
    LatestDeliveryAttemptSucceeded: NotRequired[str]
    TimeLoggingStarted: NotRequired[str]
    TimeLoggingStopped: NotRequired[str]

class ImportFailureListItem(TypedDict):
    Location: NotRequired[str]
    Status: NotRequired[ImportFailureStatus]
    ErrorType: NotRequired[str]
    ErrorMessage: NotRequired[str]
    LastUpdatedTime: NotRequired[datetime]

ImportFailureStatus = Literal['FAILED', 'RETRY', 'SUCCEEDED']

class ImportSource(TypedDict):
    S3: S3ImportSource

class ImportStatistics(TypedDict):
    PrefixesFound: NotRequired[int]
    PrefixesCompleted: NotRequired[int]
    FilesCompleted: NotRequired[int]
    EventsCompleted: NotRequired[int]
    FailedEntries: NotRequired[int]

ImportStatus = Literal['INITIALIZING', 'IN_PROGRESS', 'FAILED', 'STOPPED', 'COMPLETED']

class ImportsListItem(TypedDict):
    ImportId: NotRequired[str]
    ImportStatus: NotRequired[ImportStatus]
    Destinations: NotRequired[list[str]]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]

class IngestionStatus(TypedDict):
    LatestIngestionSuccessTime: NotRequired[datetime]
    LatestIngestionSuccessEventID: NotRequired[str]
    LatestIngestionErrorCode: NotRequired[str]
    LatestIngestionAttemptTime: NotRequired[datetime]
    LatestIngestionAttemptEventID: NotRequired[str]

class InsightSelector(TypedDict):
    InsightType: NotRequired[InsightType]
    EventCategories: NotRequired[list[SourceEventCategory]]

InsightType = Literal['ApiCallRateInsight', 'ApiErrorRateInsight']

InsightsMetricDataType = Literal['FillWithZeros', 'NonZeroData']

class ListChannelsRequest(TypedDict):
    MaxResults: NotRequired[int]
    NextToken: NotRequired[str]

class ListChannelsResponse(TypedDict):
    Channels: NotRequired[list[Channel]]
    NextToken: NotRequired[str]

class ListDashboardsRequest(TypedDict):
    NamePrefix: NotRequired[str]
    Type: NotRequired[DashboardType]
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListDashboardsResponse(TypedDict):
    Dashboards: NotRequired[list[DashboardDetail]]
    NextToken: NotRequired[str]

class ListEventDataStoresRequest(TypedDict):
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]

class ListEventDataStoresResponse(TypedDict):
    EventDataStores: NotRequired[list[EventDataStore]]
    NextToken: NotRequired[str]

class ListImportFailuresRequest(TypedDict):
    ImportId: str
    MaxResults: NotRequired[int]
    NextToken: NotRequired[str]

class ListImportFailuresResponse(TypedDict):
    Failures: NotRequired[list[ImportFailureListItem]]
    NextToken: NotRequired[str]

class ListImportsRequest(TypedDict):
    MaxResults: NotRequired[int]
    Destination: NotRequired[str]
    ImportStatus: NotRequired[ImportStatus]
    NextToken: NotRequired[str]

class ListImportsResponse(TypedDict):
    Imports: NotRequired[list[ImportsListItem]]
    NextToken: NotRequired[str]

ListInsightsDataDimensionKey = Literal['EventId', 'EventName', 'EventSource']

class ListInsightsDataRequest(TypedDict):
    InsightSource: str
    DataType: ListInsightsDataType
    Dimensions: NotRequired[dict[ListInsightsDataDimensionKey, str]]
    StartTime: NotRequired[datetime]
    EndTime: NotRequired[datetime]
    MaxResults: NotRequired[int]
    NextToken: NotRequired[str]

class ListInsightsDataResponse(TypedDict):
    Events: NotRequired[list[Event]]
    NextToken: NotRequired[str]

ListInsightsDataType = Literal['InsightsEvents']

class ListInsightsMetricDataRequest(TypedDict):
    TrailName: NotRequired[str]
    EventSource: str
    EventName: str
    InsightType: InsightType
    ErrorCode: NotRequired[str]
    StartTime: NotRequired[datetime]
    EndTime: NotRequired[datetime]
    Period: NotRequired[int]
    DataType: NotRequired[InsightsMetricDataType]
    MaxResults: NotRequired[int]
    NextToken: NotRequired[str]

class ListInsightsMetricDataResponse(TypedDict):
    TrailARN: NotRequired[str]
    EventSource: NotRequired[str]
    EventName: NotRequired[str]
    InsightType: NotRequired[InsightType]
    ErrorCode: NotRequired[str]
    Timestamps: NotRequired[list[datetime]]
    Values: NotRequired[list[float]]
    NextToken: NotRequired[str]

class ListPublicKeysRequest(TypedDict):
    StartTime: NotRequired[datetime]
    EndTime: NotRequired[datetime]
    NextToken: NotRequired[str]

class ListPublicKeysResponse(TypedDict):
    PublicKeyList: NotRequired[list[PublicKey]]
    NextToken: NotRequired[str]

class ListQueriesRequest(TypedDict):
    EventDataStore: str
    NextToken: NotRequired[str]
    MaxResults: NotRequired[int]
    StartTime: NotRequired[datetime]
    EndTime: NotRequired[datetime]
    QueryStatus: NotRequired[QueryStatus]

class ListQueriesResponse(TypedDict):
    Queries: NotRequired[list[Query]]
    NextToken: NotRequired[str]

class ListTagsRequest(TypedDict):
    ResourceIdList: list[str]
    NextToken: NotRequired[str]

class ListTagsResponse(TypedDict):
    ResourceTagList: NotRequired[list[ResourceTag]]
    NextToken: NotRequired[str]

class ListTrailsRequest(TypedDict):
    NextToken: NotRequired[str]

class ListTrailsResponse(TypedDict):
    Trails: NotRequired[list[TrailInfo]]
    NextToken: NotRequired[str]

class LookupAttribute(TypedDict):
    AttributeKey: LookupAttributeKey
    AttributeValue: str

LookupAttributeKey = Literal['EventId', 'EventName', 'ReadOnly', 'Username', 'ResourceType', 'ResourceName', 'EventSource', 'AccessKeyId']

class LookupEventsRequest(TypedDict):
    LookupAttributes: NotRequired[list[LookupAttribute]]
    StartTime: NotRequired[datetime]
    EndTime: NotRequired[datetime]
    EventCategory: NotRequired[EventCategory]
    MaxResults: NotRequired[int]
    NextToken: NotRequired[str]

class LookupEventsResponse(TypedDict):
    Events: NotRequired[list[Event]]
    NextToken: NotRequired[str]

MaxEventSize = Literal['Standard', 'Large']

class PartitionKey(TypedDict):
    Name: str
    Type: str

class PublicKey(TypedDict):
    Value: NotRequired[bytes]
    ValidityStartTime: NotRequired[datetime]
    ValidityEndTime: NotRequired[datetime]
    Fingerprint: NotRequired[str]

class PutEventConfigurationRequest(TypedDict):
    TrailName: NotRequired[str]
    EventDataStore: NotRequired[str]
    MaxEventSize: NotRequired[MaxEventSize]
    ContextKeySelectors: NotRequired[list[ContextKeySelector]]
    AggregationConfigurations: NotRequired[list[AggregationConfiguration]]

class PutEventConfigurationResponse(TypedDict):
    TrailARN: NotRequired[str]
    EventDataStoreArn: NotRequired[str]
    MaxEventSize: NotRequired[MaxEventSize]
    ContextKeySelectors: NotRequired[list[ContextKeySelector]]
    AggregationConfigurations: NotRequired[list[AggregationConfiguration]]

class PutEventSelectorsRequest(TypedDict):
    TrailName: str
    EventSelectors: NotRequired[list[EventSelector]]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]

class PutEventSelectorsResponse(TypedDict):
    TrailARN: NotRequired[str]
    EventSelectors: NotRequired[list[EventSelector]]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]

class PutInsightSelectorsRequest(TypedDict):
    TrailName: NotRequired[str]
    InsightSelectors: list[InsightSelector]
    EventDataStore: NotRequired[str]
    InsightsDestination: NotRequired[str]

class PutInsightSelectorsResponse(TypedDict):
    TrailARN: NotRequired[str]
    InsightSelectors: NotRequired[list[InsightSelector]]
    EventDataStoreArn: NotRequired[str]
    InsightsDestination: NotRequired[str]

class PutResourcePolicyRequest(TypedDict):
    ResourceArn: str
    ResourcePolicy: str

class PutResourcePolicyResponse(TypedDict):
    ResourceArn: NotRequired[str]
    ResourcePolicy: NotRequired[str]
    DelegatedAdminResourcePolicy: NotRequired[str]

class Query(TypedDict):
    QueryId: NotRequired[str]
    QueryStatus: NotRequired[QueryStatus]
    CreationTime: NotRequired[datetime]

class QueryStatistics(TypedDict):
    ResultsCount: NotRequired[int]
    TotalResultsCount: NotRequired[int]
    BytesScanned: NotRequired[int]

class QueryStatisticsForDescribeQuery(TypedDict):
    EventsMatched: NotRequired[int]
    EventsScanned: NotRequired[int]
    BytesScanned: NotRequired[int]
    ExecutionTimeInMillis: NotRequired[int]
    CreationTime: NotRequired[datetime]

QueryStatus = Literal['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'TIMED_OUT']

ReadWriteType = Literal['ReadOnly', 'WriteOnly', 'All']

class RefreshSchedule(TypedDict):
    Frequency: NotRequired[RefreshScheduleFrequency]
    Status: NotRequired[RefreshScheduleStatus]
    TimeOfDay: NotRequired[str]

class RefreshScheduleFrequency(TypedDict):
    Unit: NotRequired[RefreshScheduleFrequencyUnit]
    Value: NotRequired[int]

RefreshScheduleFrequencyUnit = Literal['HOURS', 'DAYS']

RefreshScheduleStatus = Literal['ENABLED', 'DISABLED']

class RegisterOrganizationDelegatedAdminRequest(TypedDict):
    MemberAccountId: str

class RegisterOrganizationDelegatedAdminResponse(TypedDict):
    pass

class RemoveTagsRequest(TypedDict):
    ResourceId: str
    TagsList: list[Tag]

class RemoveTagsResponse(TypedDict):
    pass

class RequestWidget(TypedDict):
    QueryStatement: str
    QueryParameters: NotRequired[list[str]]
    ViewProperties: dict[str, str]

class Resource(TypedDict):
    ResourceType: NotRequired[str]
    ResourceName: NotRequired[str]

class ResourceTag(TypedDict):
    ResourceId: NotRequired[str]
    TagsList: NotRequired[list[Tag]]

class RestoreEventDataStoreRequest(TypedDict):
    EventDataStore: str

class RestoreEventDataStoreResponse(TypedDict):
    EventDataStoreArn: NotRequired[str]
    Name: NotRequired[str]
    Status: NotRequired[EventDataStoreStatus]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]
    MultiRegionEnabled: NotRequired[bool]
    OrganizationEnabled: NotRequired[bool]
    RetentionPeriod: NotRequired[int]
    TerminationProtectionEnabled: NotRequired[bool]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]
    KmsKeyId: NotRequired[str]
    BillingMode: NotRequired[BillingMode]

class S3ImportSource(TypedDict):
    S3LocationUri: str
    S3BucketRegion: str
    S3BucketAccessRoleArn: str

class SearchSampleQueriesRequest(TypedDict):
    SearchPhrase: str
    MaxResults: NotRequired[int]
    NextToken: NotRequired[str]

class SearchSampleQueriesResponse(TypedDict):
    SearchResults: NotRequired[list[SearchSampleQueriesSearchResult]]
    NextToken: NotRequired[str]

class SearchSampleQueriesSearchResult(TypedDict):
    Name: NotRequired[str]
    Description: NotRequired[str]
    SQL: NotRequired[str]
    Relevance: NotRequired[float]

class SourceConfig(TypedDict):
    ApplyToAllRegions: NotRequired[bool]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]

SourceEventCategory = Literal['Management', 'Data']

class StartDashboardRefreshRequest(TypedDict):
    DashboardId: str
    QueryParameterValues: NotRequired[dict[str, str]]

class StartDashboardRefreshResponse(TypedDict):
    RefreshId: NotRequired[str]

class StartEventDataStoreIngestionRequest(TypedDict):
    EventDataStore: str

class StartEventDataStoreIngestionResponse(TypedDict):
    pass

class StartImportRequest(TypedDict):
    Destinations: NotRequired[list[str]]
    ImportSource: NotRequired[ImportSource]
    StartEventTime: NotRequired[datetime]
    EndEventTime: NotRequired[datetime]
    ImportId: NotRequired[str]

class StartImportResponse(TypedDict):
    ImportId: NotRequired[str]
    Destinations: NotRequired[list[str]]
    ImportSource: NotRequired[ImportSource]
    StartEventTime: NotRequired[datetime]
    EndEventTime: NotRequired[datetime]
    ImportStatus: NotRequired[ImportStatus]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]

class StartLoggingRequest(TypedDict):
    Name: str

class StartLoggingResponse(TypedDict):
    pass

class StartQueryRequest(TypedDict):
    QueryStatement: NotRequired[str]
    DeliveryS3Uri: NotRequired[str]
    QueryAlias: NotRequired[str]
    QueryParameters: NotRequired[list[str]]
    EventDataStoreOwnerAccountId: NotRequired[str]

class StartQueryResponse(TypedDict):
    QueryId: NotRequired[str]
    EventDataStoreOwnerAccountId: NotRequired[str]

class StopEventDataStoreIngestionRequest(TypedDict):
    EventDataStore: str

class StopEventDataStoreIngestionResponse(TypedDict):
    pass

class StopImportRequest(TypedDict):
    ImportId: str

class StopImportResponse(TypedDict):
    ImportId: NotRequired[str]
    ImportSource: NotRequired[ImportSource]
    Destinations: NotRequired[list[str]]
    ImportStatus: NotRequired[ImportStatus]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]
    StartEventTime: NotRequired[datetime]
    EndEventTime: NotRequired[datetime]
    ImportStatistics: NotRequired[ImportStatistics]

class StopLoggingRequest(TypedDict):
    Name: str

class StopLoggingResponse(TypedDict):
    pass

class Tag(TypedDict):
    Key: str
    Value: NotRequired[str]

Template = Literal['API_ACTIVITY', 'RESOURCE_ACCESS', 'USER_ACTIONS']

class Trail(TypedDict):
    Name: NotRequired[str]
    S3BucketName: NotRequired[str]
    S3KeyPrefix: NotRequired[str]
    SnsTopicName: NotRequired[str]
    SnsTopicARN: NotRequired[str]
    IncludeGlobalServiceEvents: NotRequired[bool]
    IsMultiRegionTrail: NotRequired[bool]
    HomeRegion: NotRequired[str]
    TrailARN: NotRequired[str]
    LogFileValidationEnabled: NotRequired[bool]
    CloudWatchLogsLogGroupArn: NotRequired[str]
    CloudWatchLogsRoleArn: NotRequired[str]
    KmsKeyId: NotRequired[str]
    HasCustomEventSelectors: NotRequired[bool]
    HasInsightSelectors: NotRequired[bool]
    IsOrganizationTrail: NotRequired[bool]
    RecursiveLogging: NotRequired[bool]

class TrailInfo(TypedDict):
    TrailARN: NotRequired[str]
    Name: NotRequired[str]
    HomeRegion: NotRequired[str]

Type = Literal['TagContext', 'RequestContext']

class UpdateChannelRequest(TypedDict):
    Channel: str
    Destinations: NotRequired[list[Destination]]
    Name: NotRequired[str]

class UpdateChannelResponse(TypedDict):
    ChannelArn: NotRequired[str]
    Name: NotRequired[str]
    Source: NotRequired[str]
    Destinations: NotRequired[list[Destination]]

class UpdateDashboardRequest(TypedDict):
    DashboardId: str
    Widgets: NotRequired[list[RequestWidget]]
    RefreshSchedule: NotRequired[RefreshSchedule]
    TerminationProtectionEnabled: NotRequired[bool]

class UpdateDashboardResponse(TypedDict):
    DashboardArn: NotRequired[str]
    Name: NotRequired[str]
    Type: NotRequired[DashboardType]
    Widgets: NotRequired[list[Widget]]
    RefreshSchedule: NotRequired[RefreshSchedule]
    TerminationProtectionEnabled: NotRequired[bool]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]

class UpdateEventDataStoreRequest(TypedDict):
    EventDataStore: str
    Name: NotRequired[str]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]
    MultiRegionEnabled: NotRequired[bool]
    OrganizationEnabled: NotRequired[bool]
    RetentionPeriod: NotRequired[int]
    TerminationProtectionEnabled: NotRequired[bool]
    KmsKeyId: NotRequired[str]
    BillingMode: NotRequired[BillingMode]

class UpdateEventDataStoreResponse(TypedDict):
    EventDataStoreArn: NotRequired[str]
    Name: NotRequired[str]
    Status: NotRequired[EventDataStoreStatus]
    AdvancedEventSelectors: NotRequired[list[AdvancedEventSelector]]
    MultiRegionEnabled: NotRequired[bool]
    OrganizationEnabled: NotRequired[bool]
    RetentionPeriod: NotRequired[int]
    TerminationProtectionEnabled: NotRequired[bool]
    CreatedTimestamp: NotRequired[datetime]
    UpdatedTimestamp: NotRequired[datetime]
    KmsKeyId: NotRequired[str]
    BillingMode: NotRequired[BillingMode]
    FederationStatus: NotRequired[FederationStatus]
    FederationRoleArn: NotRequired[str]

class UpdateTrailRequest(TypedDict):
    Name: str
    S3BucketName: NotRequired[str]
    S3KeyPrefix: NotRequired[str]
    SnsTopicName: NotRequired[str]
    IncludeGlobalServiceEvents: NotRequired[bool]
    IsMultiRegionTrail: NotRequired[bool]
    EnableLogFileValidation: NotRequired[bool]
    CloudWatchLogsLogGroupArn: NotRequired[str]
    CloudWatchLogsRoleArn: NotRequired[str]
    KmsKeyId: NotRequired[str]
    IsOrganizationTrail: NotRequired[bool]
    RecursiveLogging: NotRequired[bool]

class UpdateTrailResponse(TypedDict):
    Name: NotRequired[str]
    S3BucketName: NotRequired[str]
    S3KeyPrefix: NotRequired[str]
    SnsTopicName: NotRequired[str]
    SnsTopicARN: NotRequired[str]
    IncludeGlobalServiceEvents: NotRequired[bool]
    IsMultiRegionTrail: NotRequired[bool]
    TrailARN: NotRequired[str]
    LogFileValidationEnabled: NotRequired[bool]
    CloudWatchLogsLogGroupArn: NotRequired[str]
    CloudWatchLogsRoleArn: NotRequired[str]
    KmsKeyId: NotRequired[str]
    IsOrganizationTrail: NotRequired[bool]
    RecursiveLogging: NotRequired[bool]

class Widget(TypedDict):
    QueryAlias: NotRequired[str]
    QueryStatement: NotRequired[str]
    QueryParameters: NotRequired[list[str]]
    ViewProperties: NotRequired[dict[str, str]]
