"""An account with operations to call: what a test of a handler needs and nothing of the wire."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import shake_256
from itertools import count
from typing import Any

from limen.authn.caller import Caller
from limen.authz.call import AuthorizedCall
from limen.domain.entity import Entity
from limen.domain.iam.account import Account
from limen.domain.principals import IAMUser, RoleSession, RootUser
from limen.operations.catalog import all_operations
from limen.operations.environment import Environment
from limen.operations.registry import Operation, Output, ReadOperation
from limen.wire.answer import render_output
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from tests.unit.operations.memory_store import MemoryStore

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
ROOT = Caller(RootUser(ACCOUNT))
ROLE = Caller(RoleSession(ACCOUNT, "worker", "shift", role_id="AROAEXAMPLE"))
NOW = datetime(2026, 5, 4, 10, 0, 0, 250_000, tzinfo=UTC)
CREATED = NOW.replace(microsecond=0)

_IAM_LAST = sorted(all_operations(), key=lambda operation: operation.service in {"iam", "sts"})
OPERATIONS: dict[str, Operation] = {
    name: operation for operation in _IAM_LAST for name in (operation.action, operation.name)
}
"""By name, and by action (`cloudtrail:LookupEvents`): of the services that share a name, IAM and STS have it alone."""


def predictable_entropy() -> Callable[[int], bytes]:
    """A stream of bytes that looks random and is the same in every run."""
    counter = count()

    def entropy(size: int) -> bytes:
        return shake_256(str(next(counter)).encode()).digest(size)

    return entropy


@dataclass
class World:
    environment: Environment
    store: MemoryStore = field(
        default_factory=lambda: MemoryStore(
            Account(ACCOUNT, CREATED, root_email="owner@example.com"), Account(OTHER_ACCOUNT, CREATED)
        )
    )
    now: datetime = NOW
    caller: Caller = ROOT
    origin: str = ""

    def __post_init__(self) -> None:
        self.environment = replace(self.environment, trail=self.store)

    def call(self, operation: str, *, caller: Caller | None = None, **parameters: Any) -> dict[str, Any]:
        """Call an operation as `caller` (by default root) and keep its writes."""
        found, call = OPERATIONS[operation], self.as_call(operation, caller=caller, **parameters)
        if isinstance(found, ReadOperation):
            return _checked(found, found.handle(call, self.store.latest(), self.environment))
        with self.store.begin(now=self.now) as tx:
            output = found.handle(call, tx, self.environment)
            tx.commit(None)
        return _checked(found, output)

    def as_call(self, operation: str, *, caller: Caller | None = None, **parameters: Any) -> AuthorizedCall:
        """The call as handlers are given it."""
        caller, found = caller or self.caller, OPERATIONS[operation]
        return AuthorizedCall(
            service=found.service,
            operation=found.name,
            parameters=parameters,
            caller=caller,
            account=caller.principal.account or "",
            partition="aws",
            region="us-east-1",
            request_id="request",
            now=self.now,
            origin=self.origin,
        )

    def pages(self, operation: str, member: str, size: int, **parameters: Any) -> Iterator[list[Any]]:
        """The pages of a list operation, following the markers."""
        output = self.call(operation, MaxItems=size, **parameters)
        yield output[member]
        while output.get("IsTruncated"):
            output = self.call(operation, MaxItems=size, Marker=output["Marker"], **parameters)
            yield output[member]

    def user(self, name: str, **parameters: Any) -> Caller:
        """Create a user and return it as a caller."""
        user = self.call("CreateUser", UserName=name, **parameters)["User"]
        return Caller(IAMUser(ACCOUNT, name, user["Path"], user["UserId"]))

    def put(self, *entities: Entity) -> None:
        """Write entities directly, without an operation."""
        with self.store.begin(now=self.now) as tx:
            for entity in entities:
                tx.put(entity)
            tx.commit(None)

    def later(self, **delta: float) -> "World":
        """The same world at a later time."""
        return replace(self, now=self.now + timedelta(**delta))


def _checked(operation: Operation, output: Output) -> dict[str, Any]:
    """The output, which the wire must be able to render as XML and as JSON."""
    call = ParsedCall(operation.service, operation.name, {})
    for accepted in ("*/*", "application/json"):
        request = HTTPRequest("POST", "/", "", (("accept", accepted),), b"")
        render_output(call, output, request=request, request_id="request")
    return dict(output)
