"""The catalog of one account: AWS's services, and beside them the account's own.

An own service never hides one of AWS's: the prefix of one is refused for the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from limen.policy.catalog import lookup
from limen.policy.catalog.condition_keys import ContextKey
from limen.policy.catalog.reference import parse_service_reference
from limen.policy.catalog.service import Action, Service

SHIPPED: Final = ("files", "web")
"""Services that come with Limen, for an account to take over as its own."""

_FOLDER: Final = "shipped"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Look-ups in AWS's services and in `own`, by lower-case prefix."""

    own: Mapping[str, Service] = field(default_factory=dict)

    def list_services(self) -> tuple[str, ...]:
        """The prefixes of all services, ordered."""
        return tuple(sorted({*lookup.list_services(), *self.own}))

    def find_service(self, prefix: str) -> Service | None:
        """The service of that prefix, in any case."""
        return lookup.find_service(prefix) or self.own.get(prefix.lower())

    def find_action(self, full_name: str) -> Action | None:
        """The action as policies write it, `files:Read`, in any case."""
        prefix, _, name = full_name.partition(":")
        service = self.find_service(prefix)
        return service.find_action(name) if service is not None else None

    def find_context_key(self, name: str) -> ContextKey | None:
        """The condition key of that name, in any case; that of a template as the template."""
        own = self.own.get(name.partition(":")[0].lower())
        return lookup.find_context_key(name) if own is None else own.find_context_key(name)


AWS_ONLY: Final = Catalog()
"""The catalog of an account without services of its own."""


@cache
def load_shipped(prefix: str) -> str:
    """The service reference of one of `SHIPPED`, as text."""
    if prefix not in SHIPPED:
        raise LookupError(prefix)
    return files(__package__).joinpath(_FOLDER, f"{prefix}.json").read_text("utf-8")


def make_catalog(documents: Mapping[str, str]) -> Catalog:
    """The catalog with these service references, by prefix; raises `ServiceReferenceError`."""
    return (
        Catalog({prefix: parse_service_reference(text) for prefix, text in documents.items()})
        if documents
        else AWS_ONLY
    )
