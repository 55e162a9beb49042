"""Names and paths (spec api 2.2): unique without regard to case and path, stored as they were first written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from limen.authz.entities import find_named
from limen.domain.entity import Entity
from limen.domain.iam.credentials import ServerCertificate
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.users import Group, User
from limen.operations.iam.faults import EntityAlreadyExistsError
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.iam import members

DEFAULT_PATH = "/"

_TAKEN: Mapping[type, str] = {
    User: "User with name {} already exists.",
    Group: "Group with name {} already exists.",
    Role: "Role with name {} already exists.",
    InstanceProfile: "Instance Profile {} already exists.",
    ServerCertificate: "The Server Certificate with name {} already exists.",
    ManagedPolicy: "A policy called {} already exists. Duplicate names are not allowed.",
}

E = TypeVar("E", bound=Entity)


def require_free_name(reader: Reader, kind: type[E], account: str, name: str, *, renamed: str = "") -> None:
    """Raise `EntityAlreadyExistsError` if an entity has the name, unless it is the one whose key is `renamed`."""
    existing = find_named(reader, kind, account, name)
    if existing is not None and existing.key != renamed:
        raise EntityAlreadyExistsError(_TAKEN[kind].format(name))


def path_in(parameters: members.HasPath) -> str:
    """The path in a create call."""
    return parameters.get("Path", DEFAULT_PATH)


def has_path_prefix(parameters: members.HasPathPrefix, path: str) -> bool:
    """Whether the path begins with a list call's `PathPrefix`, a plain prefix of the text."""
    return path.startswith(parameters.get("PathPrefix", DEFAULT_PATH))
