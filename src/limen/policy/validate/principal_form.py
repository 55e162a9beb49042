"""The form of entries of `Principal` and `NotPrincipal` at put time (semantics L13), not whether they exist."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from limen.domain.arn import ARN, ARNError, parse_arn
from limen.domain.identifiers import is_account_id
from limen.policy.syntax.parse import EVERYONE
from limen.policy.validate.resource_form import PARTITIONS

COGNITO = "cognito-identity.amazonaws.com"
PUBLIC_PROVIDERS = frozenset({COGNITO, "accounts.google.com", "graph.facebook.com", "www.amazon.com"})
"""Web identity providers that have no ARN (spec policy 2.4)."""

_NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
_PATH = re.compile(r"(?:[!-~]+/)?")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PROVIDER = re.compile(r"[\w+=,.@/:-]+", re.ASCII)
_CANONICAL_ID = re.compile(r"[0-9a-f]{64}")
_SERVICE_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal")


@dataclass(frozen=True, slots=True)
class PrincipalEntry:
    """One entry under its type, as messages name it."""

    type_name: str
    text: str


def is_well_formed(entry: PrincipalEntry) -> bool:
    """Whether the entry can name a principal: no wildcards inside, no groups, no partial ARNs, no unique ids."""
    return _FORMS[entry.type_name](entry.text)


def find_named_account(text: str) -> str | None:
    """The account that an `AWS` entry is or belongs to; `None` for `*`."""
    if is_account_id(text):
        return text
    arn = _find_arn(text)
    return None if arn is None else arn.account


def is_entity_arn(text: str) -> bool:
    """Whether the entry is the ARN of a user or role, which have unique ids."""
    arn = _find_arn(text)
    return arn is not None and arn.service == "iam" and _is_entity(arn.resource)


def is_federated_user_arn(text: str) -> bool:
    """Whether the entry is a GetFederationToken session, which cannot assume roles."""
    arn = _find_arn(text)
    return arn is not None and arn.service == "sts" and arn.resource.startswith("federated-user/")


def _is_service_host(text: str) -> bool:
    return text.endswith(_SERVICE_DOMAINS) and _HOST.fullmatch(text) is not None


def _find_arn(text: str) -> ARN | None:
    try:
        arn = parse_arn(text)
    except ARNError:
        return None
    is_global = arn.partition in PARTITIONS and not arn.region and is_account_id(arn.account)
    return arn if is_global else None


def _is_aws_entry(text: str) -> bool:
    if text == EVERYONE or is_account_id(text):
        return True
    arn = _find_arn(text)
    if arn is None:
        return False
    if arn.service == "iam":
        return arn.resource == "root" or _is_entity(arn.resource)
    return arn.service == "sts" and _is_session(arn.resource)


def _is_entity(resource: str) -> bool:
    kind, _, rest = resource.partition("/")
    path, slash, name = rest.rpartition("/")
    return (
        kind in {"user", "role"}
        and _NAME.fullmatch(name) is not None
        and _PATH.fullmatch(path + slash) is not None
        and not {"*", "?"} & set(path)
    )


def _is_session(resource: str) -> bool:
    kind, *names = resource.split("/")
    expected = {"assumed-role": 2, "federated-user": 1}.get(kind)
    return len(names) == expected and all(map(_NAME.fullmatch, names))


def _is_provider(text: str) -> bool:
    if text in PUBLIC_PROVIDERS:
        return True
    arn = _find_arn(text)
    if arn is None or arn.service != "iam":
        return False
    return (
        arn.resource.startswith(("saml-provider/", "oidc-provider/")) and _PROVIDER.fullmatch(arn.resource) is not None
    )


def _is_canonical_user(text: str) -> bool:
    return _CANONICAL_ID.fullmatch(text) is not None


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "AWS": _is_aws_entry,
    "Federated": _is_provider,
    "Service": _is_service_host,
    "CanonicalUser": _is_canonical_user,
}
