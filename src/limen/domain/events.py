"""The unit of the audit trail (CloudTrail's event record): the JSON document, and the fields to filter by."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One call's record.

    `document` is the CloudTrail-shaped JSON object as text; the rest repeats what `limen audit` filters by.
    """

    id: str
    at: datetime
    account: str
    principal_arn: str
    access_key_id: str
    event_source: str
    event_name: str
    error_code: str
    source_ip: str
    document: str
    request_id: str = ""
