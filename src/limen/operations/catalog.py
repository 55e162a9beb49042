"""All operations that have a handler: the tables of all modules in this package and below.

A module that has a `table` declares operations; nothing else lists them.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from limen.authz.declaration import OperationKey
from limen.operations.registry import Operation, OperationTable

_PACKAGE = __name__.rpartition(".")[0]


def find_operation(service: str, name: str) -> Operation | None:
    """The operation with a handler, or `None` for one that is not built."""
    return OPERATIONS.get((service, name))


def all_operations() -> tuple[Operation, ...]:
    """All operations with a handler, by service and name."""
    return tuple(OPERATIONS[key] for key in sorted(OPERATIONS))


def _find_tables() -> Iterator[OperationTable]:
    for module in walk_packages([str(Path(__file__).parent)], f"{_PACKAGE}."):
        if module.name != __name__:
            table = getattr(import_module(module.name), "table", None)
            if isinstance(table, OperationTable):
                yield table


def _collect(tables: Iterable[OperationTable]) -> Mapping[OperationKey, Operation]:
    operations: dict[OperationKey, Operation] = {}
    for operation in (operation for table in tables for operation in table):
        if operations.setdefault(operation.key, operation) is not operation:
            raise ValueError(f"{operation.action} has two handlers")
    return operations


OPERATIONS = _collect(_find_tables())
"""The declarations, by service and name: what the authorizer and the pipeline are given."""
