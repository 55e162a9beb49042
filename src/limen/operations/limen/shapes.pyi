"""What the operations of limen take and answer. Written by `python -m tools.build_shapes`."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

class Ability(TypedDict):
    Service: str
    AccessLevel: str
    Actions: list[str]
    ActionCount: int
    IncludesOtherServices: bool
    Resources: list[str]
    ExceptResources: list[str]
    Conditions: list[str]

AccessLevel = Literal['List', 'Read', 'Write', 'Tagging', 'Permissions management']

class ActionResourceType(TypedDict):
    Name: str
    IsRequired: bool
    ConditionKeys: list[str]

Answer = Literal['yes', 'no', 'if', 'unknown']

class BeginPasskeyRegistrationRequest(TypedDict):
    UserName: NotRequired[str]
    DeviceName: str

class BeginPasskeyRegistrationResponse(TypedDict):
    ChallengeId: str
    Options: str
    Expires: datetime

class Change(TypedDict):
    By: str
    Text: str
    Statement: NotRequired[str]

class ContextEntry(TypedDict):
    Key: str
    Values: list[str]

class DeleteServiceRequest(TypedDict):
    Prefix: str

class DeleteServiceResponse(TypedDict):
    pass

class EndRoleSessionRequest(TypedDict):
    RoleName: str
    SessionId: str

class EndRoleSessionResponse(TypedDict):
    pass

class EndSessionRequest(TypedDict):
    UserName: NotRequired[str]
    SessionId: str

class EndSessionResponse(TypedDict):
    pass

class EventDecision(TypedDict):
    IsAllowed: bool
    Revision: int
    Refusal: NotRequired[str]
    Decisions: list[ExplainedDecision]

class ExplainAccessRequest(TypedDict):
    Principal: NotRequired[str]
    Action: str
    Resource: str
    ResourceAccount: NotRequired[str]
    Context: NotRequired[list[ContextEntry]]
    At: NotRequired[datetime]
    MaxChanges: NotRequired[int]

class ExplainAccessResponse(TypedDict):
    Action: str
    Resource: str
    IsAllowed: bool
    Outcome: str
    Reason: str
    DeniedBy: list[str]
    Principal: str
    Statements: list[ExplainedStatement]
    MissingContextKeys: list[str]
    Remedies: list[list[Change]]
    Revision: int
    UnknownAction: NotRequired[str]

class ExplainEventRequest(TypedDict):
    EventId: str
    MaxChanges: NotRequired[int]

class ExplainEventResponse(TypedDict):
    Event: RecordedEvent
    Then: EventDecision
    Now: EventDecision
    Agrees: bool
    DiffersNow: bool
    Unknown: list[str]

class ExplainedDecision(TypedDict):
    Action: str
    Resource: str
    IsAllowed: bool
    Outcome: str
    Reason: str
    DeniedBy: list[str]
    Statements: list[ExplainedStatement]
    MissingContextKeys: list[str]
    Remedies: list[list[Change]]
    UnknownAction: NotRequired[str]

class ExplainedStatement(TypedDict):
    Layer: str
    Policy: str
    Sid: NotRequired[str]
    Index: int
    Effect: str
    Applied: bool
    Failures: list[Failure]

class Failure(TypedDict):
    Clause: str
    Operator: NotRequired[str]
    Key: NotRequired[str]
    Wanted: list[str]
    Found: NotRequired[list[str]]

class FinishPasskeyRegistrationRequest(TypedDict):
    UserName: NotRequired[str]
    ChallengeId: str
    Credential: str

class FinishPasskeyRegistrationResponse(TypedDict):
    SerialNumber: str

class GetServerStatusRequest(TypedDict):
    pass

class GetServerStatusResponse(TypedDict):
    Version: str
    Revision: int
    Time: datetime

class GetServiceRequest(TypedDict):
    Prefix: str

class GetServiceResponse(TypedDict):
    Prefix: str
    Title: str
    IsOwn: bool
    Actions: list[ServiceAction]
    ResourceTypes: list[ServiceResourceType]
    ConditionKeys: list[ServiceConditionKey]

class Grant(TypedDict):
    Layer: str
    Policy: str
    Sid: NotRequired[str]
    Index: int

class ListRoleSessionsRequest(TypedDict):
    RoleName: str

class ListRoleSessionsResponse(TypedDict):
    Sessions: list[SignInSession]

class ListServicesRequest(TypedDict):
    pass

class ListServicesResponse(TypedDict):
    Services: list[ServiceSummary]
    GlobalConditionKeys: list[ServiceConditionKey]

class ListSessionsRequest(TypedDict):
    UserName: NotRequired[str]

class ListSessionsResponse(TypedDict):
    Sessions: list[SignInSession]

class PutServiceRequest(TypedDict):
    Document: str

class PutServiceResponse(TypedDict):
    Prefix: str
    Actions: list[str]

class RecordedEvent(TypedDict):
    EventId: str
    Time: datetime
    Action: str
    Principal: NotRequired[str]
    WasAllowed: bool
    ErrorCode: NotRequired[str]
    ErrorMessage: NotRequired[str]

class ServiceAction(TypedDict):
    Name: str
    AccessLevel: AccessLevel
    ResourceTypes: list[ActionResourceType]
    ConditionKeys: list[str]
    DependentActions: list[str]
    IsPermissionOnly: bool

class ServiceConditionKey(TypedDict):
    Name: str
    Types: list[str]
    IsMultivalued: bool

class ServiceResourceType(TypedDict):
    Name: str
    ArnFormats: list[str]
    ConditionKeys: list[str]

class ServiceSummary(TypedDict):
    Prefix: str
    Title: str
    IsOwn: bool

SessionKind = Literal['Browser', 'CommandLine']

class SignInSession(TypedDict):
    SessionId: str
    Kind: SessionKind
    Created: datetime
    Expires: datetime
    LastRenewed: NotRequired[datetime]
    IsMFAAuthenticated: bool
    SourceIp: NotRequired[str]
    UserAgent: NotRequired[str]
    Sites: NotRequired[list[str]]
    IsCurrent: bool
    Principal: NotRequired[str]

class Verdict(TypedDict):
    Principal: str
    Answer: Answer
    Grants: list[Grant]
    Conditions: list[str]
    IsComplete: bool
    Reason: NotRequired[str]

class WhatCanRequest(TypedDict):
    Principal: str
    Service: NotRequired[str]

class WhatCanResponse(TypedDict):
    Principal: str
    Abilities: list[Ability]
    IsComplete: bool
    Unknown: list[str]
    Revision: int

class WhoCanRequest(TypedDict):
    Action: str
    Resource: NotRequired[str]

class WhoCanResponse(TypedDict):
    Principals: list[Verdict]
    Revision: int
