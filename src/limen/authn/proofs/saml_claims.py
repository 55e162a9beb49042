"""The claims of a verified SAML assertion (spec api 2.13): for whom it is, when, and which condition keys it gives.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
"""

import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Final

from lxml import etree

from limen.authn.caller import ProvenIdentity, SAMLFacts
from limen.authn.faults import ExpiredIdentityTokenError, InvalidIdentityTokenError
from limen.authn.hardened_xml import text_of
from limen.authn.proofs.saml_attributes import SAML_PREFIX, read_attributes, saml_keys
from limen.authn.proofs.saml_response import INVALID_RESPONSE, NAMES, issuer_of, parse_time
from limen.authn.proofs.token_claims import CLOCK_SKEW
from limen.domain.iam.providers import SAMLProvider
from limen.domain.iam.tags import Tag

MOST_AGE: Final = timedelta(minutes=5)
"""AWS: "Token must be redeemed within 5 minutes of issuance"."""
LONGEST_SUBJECT: Final = 1024
SESSION_SECONDS: Final = range(900, 43200 + 1)

_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_FORMAT_PREFIX: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
_AUDIENCES: Final = ("urn:amazon:webservices", "urn:amazon:webservices:govcloud", "urn:amazon:webservices:cn-north-1")
_SIGN_IN: Final = re.compile(
    r"https://(?:[a-z0-9-]{1,32}\.)?signin\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)(?:/static)?/saml"
    r"(?:/acs/([A-Z0-9]{1,64}))?"
)
_OWN_PATH: Final = "/saml"
_NAME: Final = re.compile(r"[a-zA-Z_0-9+=,.@-]{2,64}")
_KNOWN_CONDITIONS: Final = frozenset({"AudienceRestriction", "OneTimeUse", "ProxyRestriction"})


@dataclass(frozen=True, slots=True)
class Visit:
    """The call that brings an assertion: its provider, the role that it names, and the server's own address."""

    provider: SAMLProvider
    role_arn: str
    origin: str
    now: datetime


def read_assertion(assertion: etree._Element, visit: Visit) -> ProvenIdentity:
    """The identity that a verified assertion describes; raises the error of the first claim that is not acceptable."""
    issuer, provider = issuer_of(assertion), visit.provider
    recipient = _check_confirmation(assertion, visit)
    _check_conditions(assertion, visit)
    subject, subject_type = _read_subject(assertion)
    attributes = read_attributes(assertion)
    qualifier = _name_qualifier(issuer, provider)
    tags = tuple(_read_tags(attributes))
    keys = {
        "saml:aud": recipient,
        "saml:iss": issuer,
        "saml:sub": subject,
        "saml:sub_type": subject_type,
        "saml:namequalifier": qualifier,
        "saml:doc": f"{provider.account}/{provider.name}",
    }
    return ProvenIdentity(
        account=provider.account,
        partition=provider.partition,
        provider_arn=provider.arn,
        subject=subject,
        audience=recipient,
        keys={**saml_keys(attributes), **keys},
        tags=tags,
        transitive_tag_keys=attributes.get(f"{SAML_PREFIX}TransitiveTagKeys", ()),
        source_identity=_read_source_identity(attributes),
        is_role_listed=_lists_role(attributes, visit),
        saml=SAMLFacts(
            issuer=issuer,
            subject_type=subject_type,
            name_qualifier=qualifier,
            session_name=_read_session_name(attributes),
            session_seconds=_read_session_seconds(attributes),
            session_ends=_read_session_end(assertion, visit.now),
        ),
    )


def expiry_of(assertion: etree._Element) -> datetime:
    """When the assertion cannot be used any more, whatever else it says."""
    issued = parse_time(assertion.get("IssueInstant"))
    if issued is None:
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    return issued + MOST_AGE


def _check_confirmation(assertion: etree._Element, visit: Visit) -> str:
    """The recipient, which must be the sign-in address of AWS or of this server."""
    found = assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMES)
    data = None if len(found) != 1 else found[0].find("saml:SubjectConfirmationData", NAMES)
    if data is None or found[0].get("Method") != _BEARER:
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    recipient, end = data.get("Recipient", ""), data.get("NotOnOrAfter")
    if end is None or not _is_own_address(recipient, visit):
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    _check_times(data.get("NotBefore"), end, visit.now)
    return recipient


def _check_conditions(assertion: etree._Element, visit: Visit) -> None:
    """Times and audience. A condition that is not known might exclude this use, so it does."""
    if visit.now >= expiry_of(assertion):
        raise ExpiredIdentityTokenError("Token must be redeemed within 5 minutes of issuance")
    if visit.now + CLOCK_SKEW < expiry_of(assertion) - MOST_AGE:
        raise InvalidIdentityTokenError("Response is not valid yet")
    conditions = assertion.findall("saml:Conditions", NAMES)
    if len(conditions) != 1 or {etree.QName(child).localname for child in conditions[0]} - _KNOWN_CONDITIONS:
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    _check_times(conditions[0].get("NotBefore"), conditions[0].get("NotOnOrAfter"), visit.now)
    restrictions = conditions[0].findall("saml:AudienceRestriction", NAMES)
    if not restrictions or not all(_has_own_audience(restriction, visit) for restriction in restrictions):
        raise InvalidIdentityTokenError("Response does not contain the required audience.")


def _check_times(begin: str | None, end: str | None, now: datetime) -> None:
    begins, ends = parse_time(begin), parse_time(end)
    if ends is not None and now >= ends:
        raise ExpiredIdentityTokenError("Response has expired")
    if begins is not None and now + CLOCK_SKEW < begins:
        raise InvalidIdentityTokenError("Response is not valid yet")


def _has_own_audience(restriction: etree._Element, visit: Visit) -> bool:
    texts = map(text_of, restriction.findall("saml:Audience", NAMES))
    return any(text in _AUDIENCES or _is_own_address(text, visit) for text in texts)


def _is_own_address(url: str, visit: Visit) -> bool:
    """Whether the URL is where assertions are sent to; one with a provider's identifier must have this provider's."""
    own, aws = f"{visit.origin}{_OWN_PATH}", _SIGN_IN.fullmatch(url)
    uuid = visit.provider.uuid
    return url in {own, f"{own}/acs/{uuid}"} or (aws is not None and aws[1] in {None, uuid})


def _read_subject(assertion: etree._Element) -> tuple[str, str]:
    """The name of the subject and its format, without the prefix of SAML 2.0."""
    name = assertion.find("saml:Subject/saml:NameID", NAMES)
    subject, form = text_of(name), "" if name is None else name.get("Format", "")
    if not form or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    return subject, form.removeprefix(_FORMAT_PREFIX)


def _name_qualifier(issuer: str, provider: SAMLProvider) -> str:
    """AWS's identifier of issuer and provider; SHA-1 is part of the format and protects nothing."""
    text = f"{issuer}{provider.account}/{provider.name}"
    return b64encode(sha1(text.encode(), usedforsecurity=False).digest()).decode()


def _lists_role(attributes: Mapping[str, Collection[str]], visit: Visit) -> bool:
    """Whether a value of the attribute Role is the pair of role and provider, in either order."""
    wanted = {visit.role_arn, visit.provider.arn}
    pairs = (tuple(part.strip() for part in text.split(",")) for text in attributes.get(f"{SAML_PREFIX}Role", ()))
    return any(len(pair) == len(wanted) and set(pair) == wanted for pair in pairs)


def _read_session_name(attributes: Mapping[str, Collection[str]]) -> str:
    name = _find_single(attributes, "RoleSessionName")
    if not name:
        raise InvalidIdentityTokenError("RoleSessionName is required in AuthnResponse")
    if not _NAME.fullmatch(name):
        raise InvalidIdentityTokenError(f"RoleSessionName in AuthnResponse must match {_NAME.pattern}")
    return name


def _read_source_identity(attributes: Mapping[str, Collection[str]]) -> str:
    name = _find_single(attributes, "SourceIdentity")
    if name and (not _NAME.fullmatch(name) or name.lower().startswith("aws:")):
        raise InvalidIdentityTokenError(f'Source Identity must match {_NAME.pattern} and not begin with "aws:"')
    return name


def _read_session_seconds(attributes: Mapping[str, Collection[str]]) -> int:
    text = _find_single(attributes, "SessionDuration")
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(SESSION_SECONDS[-1]))):
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    if int(text) not in SESSION_SECONDS:
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    return int(text)


def _read_tags(attributes: Mapping[str, Collection[str]]) -> Iterator[Tag]:
    """Session tags: an attribute for each key, with one value."""
    prefix = f"{SAML_PREFIX}PrincipalTag:"
    for name, values in attributes.items():
        if name.startswith(prefix):
            if len(values) != 1:
                raise InvalidIdentityTokenError(INVALID_RESPONSE)
            yield Tag(name.removeprefix(prefix), next(iter(values)))


def _read_session_end(assertion: etree._Element, now: datetime) -> datetime | None:
    """The earliest end that the provider sets for the session; raises `ExpiredIdentityTokenError` for a past one."""
    statements = assertion.findall("saml:AuthnStatement", NAMES)
    ends = [end for each in statements if (end := parse_time(each.get("SessionNotOnOrAfter"))) is not None]
    earliest = min(ends, default=None)
    if earliest is not None and earliest <= now:
        raise ExpiredIdentityTokenError("Response has expired")
    return earliest


def _find_single(attributes: Mapping[str, Collection[str]], name: str) -> str:
    """The only value of one of AWS's attributes; empty if it is absent."""
    values = attributes.get(f"{SAML_PREFIX}{name}", ())
    if len(values) > 1:
        raise InvalidIdentityTokenError(INVALID_RESPONSE)
    return next(iter(values), "")
