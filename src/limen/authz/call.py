"""An authorised call: the only value that operation handlers accept, and that only `authz.authorizer` makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from limen.authn.caller import Caller


@dataclass(frozen=True, slots=True)
class AuthorizedCall:
    """A call that may go ahead. `account` is the caller's account; `now` the moment the call was received.

    `request_id` names the decision as well as the call: there is one decision to a call. It was made at `revision`.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any] = field(repr=False)
    caller: Caller
    account: str
    partition: str
    region: str
    request_id: str
    now: datetime
    revision: int = 0
