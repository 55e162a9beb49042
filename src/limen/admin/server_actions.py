"""Actions of Limen on an account, ordered by the database administrator; the account's audit trail records them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from limen.audit.record import Observation, make_record
from limen.authn.caller import GLOBAL_REGION
from limen.authn.keyring import Entropy
from limen.domain.events import AuditRecord
from limen.domain.identifiers import make_uuid
from limen.domain.principals import ServicePrincipal
from limen.wire.http import HTTPRequest

LIMEN: Final = ServicePrincipal("limen")

_NO_REQUEST: Final = HTTPRequest("", "", "", (), b"", peer=LIMEN.name)


def record_server_action(
    account: str, service: str, operation: str, parameters: Mapping[str, object], *, now: datetime, entropy: Entropy
) -> AuditRecord:
    """The audit record of a write without a call over the network."""
    return make_record(
        Observation(
            event_id=make_uuid(entropy(16)),
            request_id=make_uuid(entropy(16)),
            at=now,
            request=_NO_REQUEST,
            service=service,
            operation=operation,
            region=GLOBAL_REGION,
            account=account,
            principal=LIMEN,
            parameters=parameters,
            read_only=False,
            event_type="AwsServiceEvent",
        )
    )
