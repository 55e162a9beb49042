"""Why an entity cannot be deleted yet (spec api 2.6): its dependents must be deleted first, checked in AWS's order."""

from limen.domain.iam.stored_policies import Attachment, InlinePolicy
from limen.operations.iam.faults import DeleteConflictError
from limen.store.interface import Reader


def require_gone(rest: object, what: str) -> None:
    """Raise `DeleteConflictError` unless `rest` is empty; `what` says what must be done first."""
    if rest:
        raise DeleteConflictError(f"Cannot delete entity, must {what} first.")


def require_no_policies(reader: Reader, account: str, owner_id: str) -> None:
    """Raise `DeleteConflictError` while a policy is attached to or embedded in the user, group or role."""
    require_gone(reader.find_by(Attachment, "owner", account, owner_id), "detach all policies")
    require_gone(reader.find_by(InlinePolicy, "owner", account, owner_id), "delete policies")
