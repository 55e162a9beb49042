"""AuthZEN searches: the subjects, resources or actions with which a question is permitted (AuthZEN 1.0, 8).

Limen knows the principals of an account, the actions of services, and the resources of IAM itself; it does not know
which files or buckets exist. A page looks at a bounded number of candidates, so it may have fewer results than its
limit, or none, and still a token for the next page.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from limen.authz.account_view import find_catalog
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.users import Group, User
from limen.gateway.authzen.decider import Decider, decide_about
from limen.gateway.authzen.evaluations import (
    AuthZenError,
    Evaluation,
    Lacking,
    parse_object,
    read_evaluation,
)
from limen.gateway.authzen.subjects import list_names
from limen.policy.catalog import Action, Service
from limen.policy.catalog.template import compile_template
from limen.store.interface import Reader

SUBJECTS: Final = "/access/v1/search/subject"
RESOURCES: Final = "/access/v1/search/resource"
ACTIONS: Final = "/access/v1/search/action"

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000
MAX_CANDIDATES: Final = 1000
"""Candidates that one page looks at."""

Known = User | Role | Group | InstanceProfile | ManagedPolicy

RESOURCE_KINDS: Final[Mapping[str, type[Known]]] = {
    "user": User,
    "role": Role,
    "group": Group,
    "instance-profile": InstanceProfile,
    "policy": ManagedPolicy,
}

_DIGEST_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched: the part of `question` that is empty, of the type `kind`. `after` was the last candidate."""

    path: str
    question: Evaluation
    kind: str
    limit: int
    after: str
    digest: bytes


def parse_search(path: str, body: bytes) -> Search:
    """Read the body of a search; raises `AuthZenError`. A given id of what is searched is ignored."""
    found = parse_object(body)
    lacking = {SUBJECTS: Lacking.SUBJECT, RESOURCES: Lacking.RESOURCE, ACTIONS: Lacking.ACTION}[path]
    question, kind = read_evaluation(found, "request", lacking)
    page = found.get("page", {})
    if not isinstance(page, dict):
        raise AuthZenError("page is not an object")
    digest = sha256(repr((path, question, kind)).encode("utf-8", "surrogatepass")).digest()[:_DIGEST_BYTES]
    return Search(path, question, kind, _read_limit(page), _read_token(page, digest), digest)


def search(decider: Decider, asked: Search, account: str, reader: Reader, now: datetime) -> dict[str, object]:
    """One page of results. Raises `PolicyError` for an unreadable policy: the results would be incomplete."""
    permits = _find_test(decider, asked, account, reader, now)
    results: list[str] = []
    last = ""
    for number, candidate in enumerate(_list_candidates(asked, account, reader)):
        if number >= MAX_CANDIDATES or len(results) >= asked.limit:
            break
        last = candidate
        if permits(candidate):
            results.append(candidate)
    else:
        last = ""
    page = {"next_token": _render_token(last, asked.digest), "count": len(results)}
    return {"page": page, "results": [_render(asked, each) for each in results]}


def _list_candidates(asked: Search, account: str, reader: Reader) -> Iterator[str]:
    if asked.path == SUBJECTS:
        names = list_names(asked.kind, account, reader)
    elif asked.path == RESOURCES:
        names = iter(sorted(each.arn for each in reader.all(RESOURCE_KINDS[asked.kind], account)))
    else:
        names = iter(sorted(_list_actions(asked.question.resource, account, reader)))
    return (name for name in names if name > asked.after)


def _find_test(decider: Decider, asked: Search, account: str, reader: Reader, now: datetime) -> Callable[[str], bool]:
    """Whether the question is permitted with a candidate in the place of what is searched."""
    question = asked.question
    if asked.path == SUBJECTS:

        def permits_subject(name: str) -> bool:
            subject = decider.find(asked.kind, name, account, reader, now)
            return subject is not None and decide_about(subject, question, account, now).is_allowed

        return permits_subject
    if asked.path == RESOURCES and asked.kind not in RESOURCE_KINDS:
        known = ", ".join(RESOURCE_KINDS)
        raise AuthZenError(
            f"request.resource.type must be one of {known}: Limen does not know which other resources exist"
        )
    subject = decider.find(question.subject_type, question.subject_id, account, reader, now)
    if subject is None:
        return lambda _: False
    if asked.path == RESOURCES:
        return lambda arn: decide_about(subject, replace(question, resource=arn), account, now).is_allowed
    return lambda action: decide_about(subject, replace(question, action=action), account, now).is_allowed


def _list_actions(arn: str, account: str, reader: Reader) -> Iterator[str]:
    """The actions of the resource's service that can be about it."""
    service = find_catalog(reader, account).find_service("".join(arn.split(":")[2:3]))
    for action in service.actions.values() if service is not None else ():
        if service is not None and _is_about(action, service, arn):
            yield action.full_name


def _is_about(action: Action, service: Service, arn: str) -> bool:
    """Whether an action is authorized on such a resource; one without resources is authorized on `*`."""
    types = (service.resource_types.get(each.type_name.lower()) for each in action.resources)
    templates = [arn for found in types if found is not None for arn in found.arns]
    return any(compile_template(each).fullmatch(arn) for each in templates)


def _render(asked: Search, found: str) -> dict[str, str]:
    return {"name": found} if asked.path == ACTIONS else {"type": asked.kind, "id": found}


def _read_limit(page: Mapping[str, object]) -> int:
    limit = page.get("limit", DEFAULT_LIMIT)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
        raise AuthZenError("page.limit must be a whole number that is not negative")
    return min(limit or DEFAULT_LIMIT, MAX_LIMIT)


def _read_token(page: Mapping[str, object], digest: bytes) -> str:
    """The last candidate of the page before; the other members of the request must be the same."""
    token = page.get("token", "")
    if not isinstance(token, str):
        raise AuthZenError("page.token is not a string")
    if not token:
        return ""
    try:
        opened = urlsafe_b64decode(token)
        if opened[:_DIGEST_BYTES] != digest:
            raise AuthZenError("page.token belongs to another search")
        return opened[_DIGEST_BYTES:].decode()
    except (Base64Error, ValueError):
        raise AuthZenError("page.token is not a next_token of this search") from None


def _render_token(last: str, digest: bytes) -> str:
    return urlsafe_b64encode(digest + last.encode()).decode() if last else ""
