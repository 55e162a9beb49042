"""The declaration of an operation, next to its handler. A read gets a snapshot, a write a transaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypedDict, TypeVar, Unpack

from limen.authn.proofs.proof_kinds import ProofKind
from limen.authz.call import OpaqueCall
from limen.authz.declaration import Declaration
from limen.authz.requirement import Fact
from limen.authz.restrictions import Restriction
from limen.authz.targets import Target
from limen.operations.environment import Environment
from limen.store.interface import Reader, Transaction

Output = Mapping[str, object]
"""Members of the output shape in the service model's spelling; absent members are left out; `{}` for no output."""
ReadHandler = Callable[[OpaqueCall, Reader, Environment], Output]
WriteHandler = Callable[[OpaqueCall, Transaction, Environment], Output]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOperation(Declaration):
    """An operation that changes nothing. The audit trail does not record the members that are `secrets`.

    The time of a long one depends on its input or on how much data there is; other calls must not wait for it.
    """

    handle: ReadHandler
    secrets: frozenset[str] = frozenset()
    is_long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOperation(Declaration):
    """An operation that runs in a write transaction. The audit trail does not record the members that are `secrets`.

    An operation that hashes passwords, which is slow on purpose, is rehearsed first, so that no other write waits for
    it.
    """

    handle: WriteHandler
    secrets: frozenset[str] = frozenset()
    is_rehearsed: bool = False


Operation = ReadOperation | WriteOperation
R = TypeVar("R", bound=ReadHandler)
W = TypeVar("W", bound=WriteHandler)


class Traits(TypedDict, total=False):
    """What an operation may declare beyond its target; see `Declaration` and the operations."""

    facts: tuple[Fact, ...]
    proof: ProofKind
    acts_as: str
    secrets: frozenset[str]


class OperationTable:
    """The operations of one module, filled by decorators: `@table.read("GetUser", USER)`."""

    __slots__ = ("_operations", "_restrictions", "_service")

    def __init__(self, service: str, restrictions: tuple[Restriction, ...]) -> None:
        """Start an empty table for `service` (`iam`, `sts`), whose operations refuse some kinds of caller."""
        self._service = service
        self._restrictions = restrictions
        self._operations: dict[str, Operation] = {}

    def read(
        self,
        name: str,
        target: Target,
        *,
        restrictions: tuple[Restriction, ...] | None = None,
        is_long: bool = False,
        **traits: Unpack[Traits],
    ) -> Callable[[R], R]:
        """Declare an operation that only reads; `restrictions` replace those of the table."""
        refused = self._restrictions if restrictions is None else restrictions

        def register(handle: R) -> R:
            self._add(
                ReadOperation(
                    service=self._service,
                    name=name,
                    target=target,
                    restrictions=refused,
                    handle=handle,
                    is_long=is_long,
                    **traits,
                )
            )
            return handle

        return register

    def write(
        self,
        name: str,
        target: Target,
        *,
        restrictions: tuple[Restriction, ...] | None = None,
        is_rehearsed: bool = False,
        **traits: Unpack[Traits],
    ) -> Callable[[W], W]:
        """Declare an operation that writes; `restrictions` replace those of the table."""
        refused = self._restrictions if restrictions is None else restrictions

        def register(handle: W) -> W:
            self._add(
                WriteOperation(
                    service=self._service,
                    name=name,
                    target=target,
                    restrictions=refused,
                    handle=handle,
                    is_rehearsed=is_rehearsed,
                    **traits,
                )
            )
            return handle

        return register

    def __iter__(self) -> Iterator[Operation]:
        """All operations of the table."""
        return iter(self._operations.values())

    def _add(self, operation: Operation) -> None:
        if operation.name in self._operations:
            raise ValueError(f"{operation.action} has two handlers")
        self._operations[operation.name] = operation
