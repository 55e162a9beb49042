"""Whether a credential may be used: `Active` and `Inactive` can be set, `Expired` is only returned (spec api 2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from limen.authz.call import AuthorizedCall
from limen.domain.iam.credentials import KeyStatus
from limen.operations.iam.faults import InvalidInputError

if TYPE_CHECKING:
    from limen.operations.iam import members

    Settable = Literal["Active", "Inactive"]


def parse_status(call: AuthorizedCall[members.SetsStatus]) -> bool:
    """Whether the call sets `Active`; raises `InvalidInputError` for other values."""
    try:
        return KeyStatus(call.parameters["Status"]) is KeyStatus.ACTIVE
    except ValueError:
        raise InvalidInputError("A credential can only be set to Active or Inactive.") from None


def render_status(*, is_active: bool) -> Settable:
    """`Active` or `Inactive`."""
    return "Active" if is_active else "Inactive"
