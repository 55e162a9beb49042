"""Whether a credential may be used: `Active` and `Inactive` are set, `Expired` is only ever told (spec api 2.10)."""

from limen.authz.call import AuthorizedCall
from limen.domain.iam.credentials import KeyStatus
from limen.operations.iam.faults import InvalidInputError


def parse_status(call: AuthorizedCall) -> bool:
    """Whether the call asks for `Active`; raises `InvalidInputError` for what cannot be set."""
    try:
        return KeyStatus(call.parameters["Status"]) is KeyStatus.ACTIVE
    except ValueError:
        raise InvalidInputError("A credential can only be set to Active or Inactive.") from None


def render_status(*, is_active: bool) -> str:
    """`Active` or `Inactive`."""
    return (KeyStatus.ACTIVE if is_active else KeyStatus.INACTIVE).value
