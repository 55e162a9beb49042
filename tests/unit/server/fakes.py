"""A pipeline with a real store and prepared steps."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authn.proofs.proven_call import ProvenCall
from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.domain.principals import IAMUser
from limen.operations.registry import ReadOperation, WriteOperation
from limen.wire.http import HTTPRequest, HTTPResponse
from limen.wire.parsed_call import ParsedCall

ACCOUNT = "111122223333"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALICE = Caller(IAMUser(ACCOUNT, "alice", "/", "AIDAALICE"), "AKIAIOSFODNN7EXAMPLE")
REQUEST = HTTPRequest("POST", "/", "", (("user-agent", "test"),), b"Action=CreateUser", "192.0.2.1")


def read_operation(service: str, name: str, handle: Any, **traits: Any) -> ReadOperation:
    """An operation as the pipeline sees it; its requirements do not matter there."""
    return ReadOperation(service=service, name=name, target=EVERYTHING, restrictions=(), handle=handle, **traits)


def write_operation(service: str, name: str, handle: Any, **traits: Any) -> WriteOperation:
    """An operation as the pipeline sees it; its requirements do not matter there."""
    return WriteOperation(service=service, name=name, target=EVERYTHING, restrictions=(), handle=handle, **traits)


@dataclass
class FakeEnvironment:
    numbers: Any = field(default_factory=count)

    def entropy(self, size):
        """Different bytes in every half."""
        return b"".join(next(self.numbers).to_bytes(16, "big") for _ in range(size // 16))


@dataclass
class FakeSteps:
    """`faults` maps the name of a step to what it raises; `calls` lists the steps taken."""

    operation: ReadOperation | WriteOperation | None = None
    faults: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    single_use: Any = None

    def _step(self, name):
        self.calls.append(name)
        if name in self.faults:
            raise self.faults[name]

    def authenticate(self, request, reader, now):
        self._step("authenticate")
        return AuthenticatedRequest(request, ALICE, "iam", "eu-west-1")

    def parse(self, request):
        self._step("parse")
        return ParsedCall("iam", "CreateUser", {"UserName": "bob", "Password": "hunter22"})

    def find_operation(self, call):
        return self.operation

    def prove(self, operation, request, call, reader, now):
        self._step("prove")
        return ProvenCall(call, request.caller, self.single_use)

    def prove_again(self, operation, request, proven, reader, now):
        self._step("prove again")
        return replace(proven, caller=request.caller)

    def authorize(self, request, proven, reader, *, now, request_id):
        self._step("authorize")
        call = proven.parsed
        return AuthorizedCall(
            call.service,
            call.operation,
            call.parameters,
            ALICE,
            ACCOUNT,
            "aws",
            "eu-west-1",
            request_id,
            now,
            reader.revision,
        )

    def render_output(self, call, output, arrival):
        self._step("render_output")
        return HTTPResponse(200, (("x-amzn-requestid", arrival.request_id),), repr(output).encode())

    def render_error(self, error, service, arrival):
        return HTTPResponse(
            error.status, (("x-amzn-requestid", arrival.request_id),), f"{service}:{error.code}".encode()
        )


@dataclass
class FakeTransaction:
    revision: int
    record: Any = None

    def commit(self, record):
        self.record = record
        return self.revision + 1


@dataclass
class FakeStore:
    """Revisions and what was committed; `begin` can simulate that another writer was quicker."""

    revision: int = 5
    ahead: int = 0
    fault: Exception | None = None
    commit_fault: Exception | None = None
    committed: list[Any] = field(default_factory=list)
    keys: dict[str, Any] = field(default_factory=dict)
    services: tuple[Any, ...] = ()

    def latest(self):
        if self.fault:
            raise self.fault
        return replace(self)

    def all(self, kind, account):
        return self.services

    def find_access_key(self, access_key_id):
        return self.keys.get(access_key_id)

    @contextmanager
    def begin(self, *, now):
        transaction = FakeTransaction(self.revision + self.ahead)
        yield transaction
        if transaction.record is not None:
            if self.commit_fault:
                raise self.commit_fault
            self.committed.append(transaction.record)
