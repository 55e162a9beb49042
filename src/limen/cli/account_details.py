"""Reads the output of `aws iam get-account-authorization-details`; raises `TypeError` or `KeyError` if it is malformed.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from collections.abc import Iterator, Mapping

Row = Mapping[str, object]
"""An object in the output: the output itself, a principal, a policy, a version or a tag."""


def get_text(row: Row, member: str) -> str:
    """A member that is text."""
    return _require_text(row[member], member)


def find_row(row: Row, member: str) -> Row | None:
    """A member that is an object, if there is one."""
    found = row.get(member)
    return None if found is None else _require_row(found, member)


def list_rows(row: Row, member: str) -> Iterator[Row]:
    """A member that is a list of objects; none if it is absent."""
    return (_require_row(each, member) for each in _list(row, member))


def list_texts(row: Row, member: str) -> tuple[str, ...]:
    """A member that is a list of texts; none if it is absent."""
    return tuple(_require_text(each, member) for each in _list(row, member))


def list_versions(policy: Row) -> Iterator[Row]:
    """The versions of a managed policy; raises `KeyError` if the member is absent."""
    if "PolicyVersionList" not in policy:
        raise KeyError("PolicyVersionList")
    return list_rows(policy, "PolicyVersionList")


def _list(row: Row, member: str) -> list[object]:
    found = row.get(member, [])
    if not isinstance(found, list):
        raise TypeError(f"{member} is not a list")
    return found


def _require_row(value: object, member: str) -> Row:
    if not isinstance(value, dict):
        raise TypeError(f"{member} is not an object, or has an entry that is not an object")
    return value


def _require_text(value: object, member: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{member} is not text")
    return value
