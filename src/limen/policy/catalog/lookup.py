"""Finding services, actions and condition keys in the packaged catalog: AWS's services and Limen's own.

The core does no I/O, with this one exception: the catalog is a constant, too large to be written as Python, that is
installed next to the code. It is read at the first lookup, one service at a time; nothing outside the package is
opened, and the answer is always the same.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final, TypedDict

from limen.policy.catalog.condition_keys import ContextKey, find_claim_key, find_global_key
from limen.policy.catalog.service import Action, Service, ServiceRow, parse_service

SNAPSHOT = "services.zip"
INDEX = "_index.json"
LIMEN: Final = "limen"
"""Limen's own service, in a file of its own that `tools/build_limen_service.py` writes."""
_SUFFIX = ".json"


class _Index(TypedDict):
    foreign_key_owners: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class OwnServices:
    """Services beside AWS's, by lower-case prefix.

    Sets of the same `Service` objects are equal, so that answers can be remembered for them. A remembered set keeps its
    services alive, so no other object gets their identity.
    """

    by_prefix: Mapping[str, Service] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        """Whether both have the same services."""
        return isinstance(other, OwnServices) and self._identity() == other._identity()

    def __hash__(self) -> int:
        """By identity of the services, which are mappings themselves."""
        return hash(self._identity())

    def _identity(self) -> frozenset[tuple[str, int]]:
        return frozenset((prefix, id(service)) for prefix, service in self.by_prefix.items())


_NONE: Final = OwnServices()
_PRESENT: Final = ContextVar("limen_own_services", default=_NONE)


@contextmanager
def knowing(own: Mapping[str, Service]) -> Iterator[None]:
    """Within the block, look-ups of this thread or task know these services as well; AWS's are never hidden."""
    token = _PRESENT.set(OwnServices({**_PRESENT.get().by_prefix, **own}))
    try:
        yield
    finally:
        _PRESENT.reset(token)


def present_services() -> OwnServices:
    """The services besides AWS's that look-ups know now: a part of the key of every cached answer."""
    return _PRESENT.get()


def is_of_aws(prefix: str) -> bool:
    """Whether AWS has a service with this prefix, in any case."""
    return prefix.lower() in _prefixes()


def list_services() -> tuple[str, ...]:
    """The prefixes of all services, ordered."""
    return tuple(sorted({*_prefixes(), *_PRESENT.get().by_prefix}))


def find_service(prefix: str) -> Service | None:
    """The service with this prefix, in any case."""
    folded = prefix.lower()
    return _load_service(folded) if is_of_aws(folded) else _PRESENT.get().by_prefix.get(folded)


def find_action(full_name: str) -> Action | None:
    """The action as policies write it, `s3:GetObject`, in any case; wildcards are not expanded."""
    prefix, _, name = full_name.partition(":")
    service = find_service(prefix)
    return service.find_action(name) if service is not None else None


def find_context_key(name: str) -> ContextKey | None:
    """The condition key with this name, in any case: a global key, a service's, or a federated caller's claim.

    The key of a template, such as `aws:RequestTag/team`, is returned as the template.
    """
    return find_global_key(name) or _find_service_key(name) or find_claim_key(name)


def _find_service_key(name: str) -> ContextKey | None:
    own = find_service(name.partition(":")[0])
    owners = [own] if own is not None else [find_service(prefix) for prefix in _foreign_key_owners()]
    found = (service.find_context_key(name) for service in owners if service is not None)
    return next((key for key in found if key is not None), None)


@cache
def _load_service(prefix: str) -> Service:
    """Read a service; only called with existing prefixes, which bounds the cache."""
    row: ServiceRow = json.loads(_read_bytes(f"{prefix}{_SUFFIX}"))
    return parse_service(prefix, row)


@cache
def _foreign_key_owners() -> tuple[str, ...]:
    """AWS's services that define keys under prefixes other than their own, as sts does for `saml:`."""
    index: _Index = json.loads(_read_bytes(INDEX))
    return tuple(index["foreign_key_owners"])


@cache
def _prefixes() -> frozenset[str]:
    return frozenset({LIMEN} | {name.removesuffix(_SUFFIX) for name in _archive().namelist() if name != INDEX})


def _read_bytes(member: str) -> bytes:
    own = f"{LIMEN}{_SUFFIX}"
    return files(__package__).joinpath(own).read_bytes() if member == own else _archive().read(member)


@cache
def _archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(files(__package__).joinpath(SNAPSHOT).read_bytes()))
