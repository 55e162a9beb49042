"""What the operations of limen take and answer. Written by `python -m tools.build_shapes`."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

Answer = Literal['yes', 'no', 'if', 'unknown']

class Change(TypedDict):
    By: str
    Text: str
    Statement: NotRequired[str]

class ContextEntry(TypedDict):
    Key: str
    Values: list[str]

class EndSessionRequest(TypedDict):
    UserName: NotRequired[str]
    SessionId: str

class EndSessionResponse(TypedDict):
    pass

class ExplainAccessRequest(TypedDict):
    Principal: NotRequired[str]
    Action: str
    Resource: str
    ResourceAccount: NotRequired[str]
    Context: NotRequired[list[ContextEntry]]
    At: NotRequired[datetime]
    MaxChanges: NotRequired[int]

class ExplainAccessResponse(TypedDict):
    IsAllowed: bool
    Outcome: str
    Reason: str
    DeniedBy: NotRequired[list[str]]
    Principal: str
    Statements: list[ExplainedStatement]
    MissingContextKeys: NotRequired[list[str]]
    Remedies: list[list[Change]]
    Revision: NotRequired[int]

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

class GetServerStatusRequest(TypedDict):
    pass

class GetServerStatusResponse(TypedDict):
    Version: str
    Revision: int
    Time: datetime

class Grant(TypedDict):
    Layer: str
    Policy: str
    Sid: NotRequired[str]
    Index: int

class ListSessionsRequest(TypedDict):
    UserName: NotRequired[str]

class ListSessionsResponse(TypedDict):
    Sessions: list[SignInSession]

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

class Verdict(TypedDict):
    Principal: str
    Answer: Answer
    Grants: list[Grant]
    Conditions: list[str]
    IsComplete: bool
    Reason: NotRequired[str]

class WhoCanRequest(TypedDict):
    Action: str
    Resource: NotRequired[str]

class WhoCanResponse(TypedDict):
    Principals: list[Verdict]
    Revision: int
