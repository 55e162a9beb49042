"""An audit record as CloudTrail's event history lists it, and whether it has a lookup attribute.

The history adds to the record's document the name of the caller and the resources that the call was about.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from limen.domain.events import AuditRecord, CallerIdentity, EventDocument

if TYPE_CHECKING:
    from limen.operations.cloudtrail import shapes

RESOURCE_TYPES: Final[Mapping[str, str]] = {
    "accessKeyId": "AWS::IAM::AccessKey",
    "assumedRoleId": "AWS::STS::AssumedRole",
    "certificateId": "AWS::IAM::SigningCertificate",
    "federatedUserId": "AWS::STS::FederatedUser",
    "groupName": "AWS::IAM::Group",
    "instanceProfileName": "AWS::IAM::InstanceProfile",
    "openIDConnectProviderArn": "AWS::IAM::OIDCProvider",
    "policyArn": "AWS::IAM::Policy",
    "policyName": "AWS::IAM::Policy",
    "roleArn": "AWS::IAM::Role",
    "roleName": "AWS::IAM::Role",
    "sAMLProviderArn": "AWS::IAM::SAMLProvider",
    "serialNumber": "AWS::IAM::MFADevice",
    "serverCertificateName": "AWS::IAM::ServerCertificate",
    "serviceSpecificCredentialId": "AWS::IAM::ServiceSpecificCredential",
    "sSHPublicKeyId": "AWS::IAM::SSHPublicKey",
    "userName": "AWS::IAM::User",
    "virtualMFADeviceName": "AWS::IAM::MFADevice",
}
"""By member of a request or an answer, as the trail spells it: what it names."""

ANSWER_PARTS: Final[Mapping[str, str | None]] = {
    "accessKey": None,
    "assumedRoleUser": "AWS::STS::AssumedRole",
    "credentials": None,
    "federatedUser": "AWS::STS::FederatedUser",
    "group": "AWS::IAM::Group",
    "instanceProfile": "AWS::IAM::InstanceProfile",
    "policy": "AWS::IAM::Policy",
    "role": "AWS::IAM::Role",
    "user": "AWS::IAM::User",
}
"""By structure in an answer whose members are examined: the type that its `arn` names, `None` if it has no ARN."""

Resource = tuple[str, str]
"""Type and name."""


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A record with what the history adds to it."""

    record: AuditRecord
    is_read_only: bool
    username: str
    resources: tuple[Resource, ...]

    def has(self, key: str, value: str) -> bool:
        """Whether the lookup attribute `key` of the event is `value`."""
        return _ATTRIBUTES[key](self, value)

    def render(self) -> shapes.Event:
        """The event in the spelling of the service model."""
        record = self.record
        output: shapes.Event = {
            "EventId": record.id,
            "EventName": record.event_name,
            "ReadOnly": _flag(is_set=self.is_read_only),
            "EventTime": record.at.replace(microsecond=0),
            "EventSource": record.event_source,
            "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in self.resources],
            "CloudTrailEvent": record.document,
        }
        if record.access_key_id:
            output["AccessKeyId"] = record.access_key_id
        if self.username:
            output["Username"] = self.username
        return output


def read_event(record: AuditRecord) -> HistoryEvent:
    """Read the record's document."""
    document: EventDocument = json.loads(record.document)
    return HistoryEvent(
        record,
        is_read_only=document.get("readOnly") is True,
        username=_find_username(document.get("userIdentity") or {}),
        resources=tuple(dict.fromkeys(_find_resources(document))),
    )


def _flag(*, is_set: bool) -> str:
    return "true" if is_set else "false"


def _find_username(identity: CallerIdentity) -> str:
    """The name of the user, of the session of a role or of a federated user, or `root`."""
    kind, name = identity.get("type"), identity.get("userName")
    if isinstance(name, str):
        return name
    if kind == "Root":
        return "root"
    return str(identity.get("arn", "")).rpartition("/")[2] if kind in {"AssumedRole", "FederatedUser"} else ""


def _find_resources(document: EventDocument) -> Iterator[Resource]:
    request, answer = document.get("requestParameters") or {}, document.get("responseElements") or {}
    yield from _find_named(request)
    for name, kind in ANSWER_PARTS.items():
        part = answer.get(name)
        if isinstance(part, dict):
            yield from _find_named(part)
            if kind is not None and isinstance(part.get("arn"), str):
                yield kind, part["arn"]


def _find_named(members: Mapping[str, object]) -> Iterator[Resource]:
    for name, kind in RESOURCE_TYPES.items():
        value = members.get(name)
        if isinstance(value, str):
            yield kind, value


_ATTRIBUTES: Final[Mapping[str, Callable[[HistoryEvent, str], bool]]] = {
    "AccessKeyId": lambda event, value: event.record.access_key_id == value,
    "EventId": lambda event, value: event.record.id == value,
    "EventName": lambda event, value: event.record.event_name == value,
    "EventSource": lambda event, value: event.record.event_source == value,
    "ReadOnly": lambda event, value: _flag(is_set=event.is_read_only) == value,
    "ResourceName": lambda event, value: any(name == value for _, name in event.resources),
    "ResourceType": lambda event, value: any(kind == value for kind, _ in event.resources),
    "Username": lambda event, value: event.username == value,
}
