"""One request decided without a web server, by the same steps as live ones: `limen gate check`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from limen.authn.caller import Caller
from limen.authz.account_view import knowing_services_of
from limen.authz.entities import find_named
from limen.authz.policy_gatherer import PolicyGatherer
from limen.domain.iam.account import Account
from limen.domain.iam.users import User
from limen.domain.principals import IAMUser, RootUser
from limen.errors import LimenError
from limen.gateway.folder import SiteFolder
from limen.gateway.paths import AmbiguousPathError, normalize_host
from limen.gateway.request_questions import Question, RefusedRequestError, find_questions
from limen.gateway.request_verdict import decide
from limen.gateway.table import DEFAULT_PORTS, Site, Table
from limen.policy.lint.catalog_facts import describe_unknown_action
from limen.store.interface import Reader
from limen.wire.http import HTTPRequest

ALLOWED: Final = "allowed"
DENIED: Final = "denied"
PUBLIC: Final = "public"
REFUSED: Final = "refused"
SIGN_IN: Final = "sign in"

ROOT: Final = "root"


class RehearsalError(LimenError):
    """The request cannot be constructed: its URL or its user does not exist; the message says which."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The result; `decision` is one of the words above."""

    site: str
    decision: str
    questions: tuple[Question, ...] = ()
    reason: str = ""
    statement: str = ""
    policy: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether the request would pass."""
        return self.decision in {ALLOWED, PUBLIC}

    def describe(self) -> dict[str, object]:
        """The result as JSON."""
        return {
            "site": self.site,
            "decision": self.decision,
            "reason": self.reason,
            "statement": self.statement,
            "policy": self.policy,
            "warnings": list(self.warnings),
            "questions": [
                {
                    "route": {"line": each.route.line, "text": str(each.route)},
                    "action": each.action,
                    "resource": each.resource,
                    "context": dict(each.context),
                }
                for each in self.questions
            ],
        }


def rehearse(
    table: Table,
    method: str,
    url: str,
    user: str | None,
    headers: tuple[tuple[str, str], ...],
    reader: Reader,
    *,
    now: datetime,
) -> Rehearsal:
    """Decide one request as a user, or without a caller; raises `RehearsalError`."""
    site, request = _make_request(table, method, url, headers)
    origin = str(site.origin)
    folder = SiteFolder(site.root, site.case) if site.root is not None else None
    try:
        questions = find_questions(site, request, folder)
    except RefusedRequestError as error:
        return Rehearsal(origin, REFUSED, reason=error.message)
    if not questions:
        return Rehearsal(origin, PUBLIC)
    warnings = _find_unknown(questions, site, reader)
    if user is None:
        reason = "Nobody has signed in; give a user with --as."
        return Rehearsal(origin, SIGN_IN, questions, reason, warnings=warnings)
    caller = _find_caller(site, user, reader)
    verdict = decide(site, request, questions, caller, reader, gatherer=PolicyGatherer(), now=now)
    word = ALLOWED if verdict.is_allowed else DENIED
    return Rehearsal(origin, word, questions, verdict.message, verdict.statement, verdict.policy, warnings)


def _find_unknown(questions: Sequence[Question], site: Site, reader: Reader) -> tuple[str, ...]:
    """Actions that no service of the site's account has; a policy would probably misspell them in the same way."""
    with knowing_services_of(reader, site.account):
        found = (describe_unknown_action(each.action) for each in questions)
        return tuple(dict.fromkeys(text for text in found if text))


def _make_request(
    table: Table, method: str, url: str, headers: tuple[tuple[str, str], ...]
) -> tuple[Site, HTTPRequest]:
    try:
        parts = urlsplit(url)
        host, port = normalize_host(parts.netloc)
    except (ValueError, AmbiguousPathError):
        raise RehearsalError(f"{url} is not a URL such as https://files.example.com/documents/") from None
    found = table.find_site(host, port or DEFAULT_PORTS.get(parts.scheme))
    if found is None or found.origin.scheme != parts.scheme:
        raise RehearsalError(f"{table.file} has no site {parts.scheme}://{parts.netloc}")
    target = url[len(f"{parts.scheme}://{parts.netloc}") :] or "/"
    raw_path, _, raw_query = target.partition("?")
    given = (("host", found.origin.authority), *headers)
    return found, HTTPRequest(method, raw_path, raw_query, given, b"", "", found.origin.scheme)


def _find_caller(site: Site, name: str, reader: Reader) -> Caller:
    if name == ROOT:
        account = reader.find(Account, site.account, site.account)
        if account is not None:
            return Caller(RootUser(account.account, account.partition))
    user = find_named(reader, User, site.account, name)
    if user is None:
        raise RehearsalError(f"Account {site.account} has no user {name}.")
    return Caller(IAMUser(user.account, user.name, user.path, user.id, user.partition))
