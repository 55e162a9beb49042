"""The claims of a web identity token (spec api 2.13): who may use it, when, and which condition keys it gives.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from limen.authn.caller import ProvenIdentity
from limen.authn.faults import ExpiredIdentityTokenError, InvalidIdentityTokenError
from limen.domain.iam.providers import SCHEME, OIDCProvider
from limen.domain.iam.tags import Tag
from limen.policy.catalog import find_context_key
from limen.policy.match.context import ContextValue

TAGS_CLAIM: Final = "https://aws.amazon.com/tags"
SOURCE_IDENTITY_CLAIM: Final = "https://aws.amazon.com/source_identity"
ROLES_CLAIM: Final = "https://aws.amazon.com/roles"
CLOCK_SKEW: Final = timedelta(minutes=5)
"""For the beginning of a token, which a provider's clock may put into the future; its end is exact."""
LONGEST_SUBJECT: Final = 255

_BAD_TAGS: Final = f"The claim {TAGS_CLAIM} is malformed."

Claims = Mapping[str, object]


def get_issuer(claims: Claims) -> str:
    """The `iss` claim; raises `InvalidIdentityTokenError` unless it is an HTTPS URL."""
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer.startswith(SCHEME):
        raise InvalidIdentityTokenError("Issuer must be a valid URL")
    return issuer


def read_identity(claims: Claims, provider: OIDCProvider, role_arn: str, *, now: datetime) -> ProvenIdentity:
    """The identity that verified claims describe; raises the error of the first claim that is not acceptable."""
    check_times(claims, now=now)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise InvalidIdentityTokenError("Missing a required claim: sub")
    audience, others = _read_audience(claims, provider.client_ids)
    tags, transitive = _read_tags(claims.get(TAGS_CLAIM))
    roles = claims.get(ROLES_CLAIM)
    return ProvenIdentity(
        account=provider.account,
        partition=provider.partition,
        provider_arn=provider.arn,
        subject=subject,
        audience=audience,
        keys=dict(_find_keys(claims, provider.url.lower(), subject, audience, others)),
        tags=tags,
        transitive_tag_keys=transitive,
        source_identity=_text(claims, SOURCE_IDENTITY_CLAIM),
        is_role_listed=None if roles is None else role_arn in _as_texts(roles),
    )


def check_times(claims: Claims, *, now: datetime) -> None:
    """Refuse a token that has expired or is not valid yet, in AWS's words; `exp` and `iat` are required."""
    present = now.timestamp()
    issued, expires = _number(claims, "iat"), _number(claims, "exp")
    if issued is None or expires is None:
        raise InvalidIdentityTokenError(f"Missing a required claim: {'exp' if expires is None else 'iat'}")
    if present >= expires:
        raise ExpiredIdentityTokenError(
            f"Token expired: current date/time {int(present)} must be before the expiration date/time {int(expires)}"
        )
    begins = max(issued, _number(claims, "nbf") or issued)
    if present + CLOCK_SKEW.total_seconds() < begins:
        raise InvalidIdentityTokenError("Token is not valid yet")


def _read_audience(claims: Claims, client_ids: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The registered client that the token is for, and the audiences beside it: `azp` counts before `aud`."""
    audiences, party = _as_texts(claims.get("aud")), claims.get("azp")
    if isinstance(party, str) and party:
        if party not in client_ids:
            raise InvalidIdentityTokenError("Incorrect token audience")
        return party, audiences
    for audience in audiences:
        if audience in client_ids:
            return audience, ()
    raise InvalidIdentityTokenError("Incorrect token audience")


def _read_tags(claim: object) -> tuple[tuple[Tag, ...], tuple[str, ...]]:
    """Session tags and the transitive keys among them; a value is one text, in a list of its own or not."""
    if claim is None:
        return (), ()
    pairs = claim.get("principal_tags", {}) if isinstance(claim, Mapping) else None
    if not isinstance(claim, Mapping) or not isinstance(pairs, Mapping):
        raise InvalidIdentityTokenError(_BAD_TAGS)
    tags = []
    for key, value in pairs.items():
        texts = _as_texts(value)
        if len(texts) != 1:
            raise InvalidIdentityTokenError(_BAD_TAGS)
        tags.append(Tag(key, texts[0]))
    return tuple(tags), _as_texts(claim.get("transitive_tag_keys", []))


def _find_keys(
    claims: Claims, host: str, subject: str, audience: str, others: tuple[str, ...]
) -> Iterator[tuple[str, ContextValue]]:
    """The condition keys `HOST:CLAIM`, in lower case: those that AWS lists for this or every provider."""
    yield f"{host}:sub", subject
    yield f"{host}:aud", audience
    if others:
        yield f"{host}:oaud", others[0] if len(others) == 1 else others
    for name, value in claims.items():
        key = f"{host}:{name}"
        if name in {"sub", "aud", "oaud"} or name != name.lower() or find_context_key(key) is None:
            continue
        rendered = _render(value)
        if rendered is not None:
            yield key, rendered


def _render(value: object) -> ContextValue | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    return None


def _as_texts(value: object) -> tuple[str, ...]:
    """A text or a list of texts; nothing for other values."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _number(claims: Claims, name: str) -> float | None:
    value = claims.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < 1e12 else None  # type: ignore[arg-type] # A number by the line above.


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name, "")
    return value if isinstance(value, str) else ""
