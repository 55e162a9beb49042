"""The table of operations that have a handler. A read is given a snapshot, a write a transaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from limen.authz.call import AuthorizedCall
from limen.operations.environment import Environment
from limen.store.interface import Reader, Transaction

Output = Mapping[str, Any]
"""Members of the output shape in the service model's spelling; absent members are left out; `{}` for no output."""
ReadHandler = Callable[[AuthorizedCall, Reader, Environment], Output]
WriteHandler = Callable[[AuthorizedCall, Transaction, Environment], Output]


@dataclass(frozen=True, slots=True)
class ReadOperation:
    """An operation that changes nothing.

    A long one takes its time by what it is asked or by how much there is; nobody else must wait for that.
    """

    service: str
    name: str
    handle: ReadHandler
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class WriteOperation:
    """An operation that runs in a write transaction.

    One that hashes passwords, which is slow on purpose, is rehearsed first, so that nobody waits for that. What only
    writes that a code was used is told as a read in the audit trail.
    """

    service: str
    name: str
    handle: WriteHandler
    is_rehearsed: bool = False
    is_told_as_read: bool = False


Operation = ReadOperation | WriteOperation


class OperationTable:
    """The operations of one module, filled by decorators: `@table.read("GetUser")`, `@table.write("CreateUser")`."""

    __slots__ = ("_operations", "_service")

    def __init__(self, service: str) -> None:
        """Start an empty table for `service` (`iam`, `sts`)."""
        self._service = service
        self._operations: dict[str, Operation] = {}

    def read(self, name: str, *, is_long: bool = False) -> Callable[[ReadHandler], ReadHandler]:
        """Register a handler that only reads."""

        def register(handle: ReadHandler) -> ReadHandler:
            self._add(ReadOperation(self._service, name, handle, is_long))
            return handle

        return register

    def write(self, name: str, *, is_rehearsed: bool = False) -> Callable[[WriteHandler], WriteHandler]:
        """Register a handler that writes."""

        def register(handle: WriteHandler) -> WriteHandler:
            self._add(WriteOperation(self._service, name, handle, is_rehearsed))
            return handle

        return register

    def __iter__(self) -> Iterator[Operation]:
        """All operations of the table."""
        return iter(self._operations.values())

    def _add(self, operation: Operation) -> None:
        if operation.name in self._operations:
            message = f"{operation.service}:{operation.name} has two handlers"
            raise ValueError(message)
        self._operations[operation.name] = operation
