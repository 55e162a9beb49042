"""An authorized call: the only value that operation handlers accept, and that only `authz.authorizer` creates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Never, TypeVar

from limen.authn.caller import Caller

Input_co = TypeVar("Input_co", bound=Mapping[str, object], covariant=True)
"""The members of the operation's input, a `TypedDict`."""


@dataclass(frozen=True, slots=True)
class AuthorizedCall(Generic[Input_co]):
    """A call that may proceed. `account` is the caller's account; `now` is when the call was received.

    `origin` is the server as the client addresses it, such as `https://iam.example.com`.

    `request_id` names the decision as well as the call: there is one decision per call, made at `revision`.
    """

    service: str
    operation: str
    parameters: Input_co = field(repr=False)
    caller: Caller
    account: str
    partition: str
    region: str
    request_id: str
    now: datetime
    revision: int = 0
    origin: str = ""


AnyCall = AuthorizedCall[Mapping[str, object]]
"""A call of any operation, whose input is not read."""

OpaqueCall = AuthorizedCall[Never]
"""A call on its way to the handler of its operation, which alone knows its input: any handler accepts it."""
