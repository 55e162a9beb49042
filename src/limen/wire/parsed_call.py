"""A parsed call: an operation with its typed parameters (spec api 4)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ParsedCall:
    """An operation of a service with parameters in the service model's spelling.

    `service` is `iam` or `sts`; `parameters` holds only members that were sent: `str`, `int`, `bool`, `bytes`, aware
    `datetime`, `list` (a gap is `None`) and `dict`. It has been checked against the model of the operation, from which
    the `TypedDict` is generated that its handler reads.
    """

    service: str
    operation: str
    parameters: Any = field(repr=False)
