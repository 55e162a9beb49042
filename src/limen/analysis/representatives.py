"""Callers who stand for all whom a resource policy cannot tell from them (3.5).

Everybody whom the documents name has a representative, and so has somebody of every kind whom they do not name. What a
document cannot fix stays open: the unique id of a user, the path of a role of which only a session is named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_letters, ascii_uppercase, digits
from typing import Final

from limen.analysis.callers import NAME, CallerKind, find_kinds, list_account_domains
from limen.analysis.formula import Atom, Formula, Lit, both, either
from limen.analysis.layers import find_world
from limen.analysis.outcome import Values
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.patterns import Pattern, Run, TextSet, Wild
from limen.analysis.world import World
from limen.domain.identifiers import is_account_id
from limen.domain.principals import (
    Anonymous,
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    Principal,
    RootUser,
    ServicePrincipal,
)
from limen.policy.syntax.document import PolicyDocument

ARN_KEY: Final = "aws:principalarn"
ACCOUNT_KEY: Final = "aws:principalaccount"
_ID_KEY: Final = "aws:userid"
_FRESH_ACCOUNT: Final = "999988887777"
_FRESH_SERVICE: Final = "x7.amazonaws.com"
_FRESH_PROVIDER: Final = "x7.example.com"
_OTHER_PATH: Final = "/x7/"
_ID: Final[Pattern] = (*"AROA", Run(frozenset(ascii_uppercase + digits)))
_NAME_CHARACTERS: Final = frozenset(ascii_letters + digits + "_+=,.@-")
_NAME: Final[Pattern] = (_NAME_CHARACTERS, Run(_NAME_CHARACTERS))
_WILDCARDS: Final = frozenset("*?$")


@dataclass(frozen=True, slots=True)
class Representative:
    """A caller, as whom statements mean it, and a kind that says what its keys can be."""

    caller: Principal
    kind: CallerKind
    limits: Formula = True
    """That it is none of those whom other representatives stand for."""


@dataclass(frozen=True, slots=True)
class Names:
    """Whom documents name, in `Principal` elements and as texts of conditions."""

    accounts: tuple[str, ...]
    arns: tuple[tuple[str, ...], ...]
    """ARNs of principals, by component."""
    ids: tuple[str, ...]
    services: tuple[str, ...]
    providers: tuple[str, ...]

    def arns_of(self, account: str, service: str, start: str) -> list[str]:
        """The named ARNs of one kind of principal in an account."""
        return [":".join(a) for a in self.arns if (a[2], a[4]) == (service, account) and a[5].startswith(start)]

    @property
    def entities(self) -> tuple[str, ...]:
        """The ARNs of users and roles, as `aws:PrincipalArn` has them."""
        return tuple(":".join(arn) for arn in self.arns if arn[2] == "iam" and arn[5] != "root")


def list_names(documents: Sequence[PolicyDocument]) -> Names:
    """Whom the documents name."""
    statements = [statement for document in documents for statement in document.statements]
    elements = [each for s in statements for each in (s.principal, s.not_principal) if each is not None]
    clauses = [clause for statement in statements for clause in statement.conditions]
    texts = [v for clause in clauses if clause.key.lower() in (ARN_KEY, ACCOUNT_KEY) for v in clause.values]
    entries = [entry for each in elements for entry in (*each.aws, *each.canonical_user)]
    named = list(dict.fromkeys([*entries, *texts]))
    arns = [tuple(name.split(":", 5)) for name in named if name.count(":") >= 5 and _WILDCARDS.isdisjoint(name)]
    accounts = [*filter(is_account_id, named), *(arn[4] for arn in arns if is_account_id(arn[4]))]
    return Names(
        tuple(dict.fromkeys(accounts)),
        tuple(arns),
        tuple(name for name in entries if ":" not in name and not is_account_id(name) and name not in ("", "*")),
        tuple(dict.fromkeys(service for each in elements for service in each.service)),
        tuple(dict.fromkeys(provider for each in elements for provider in each.federated)),
    )


def list_representatives(documents: Iterable[PolicyDocument]) -> Iterator[Representative]:
    """Everybody whom the documents can tell apart."""
    found = list(documents)
    names = list_names(found)
    accounts = (*names.accounts, _FRESH_ACCOUNT)
    fixed: list[Principal] = [Anonymous(), *map(RootUser, accounts)]
    fixed += map(ServicePrincipal, (*names.services, _FRESH_SERVICE))
    fixed += map(FederatedIdentity, (*names.providers, _FRESH_PROVIDER))
    yield from (fix(caller) for caller in fixed)
    user, role, federated = find_kinds(statement for document in found for statement in document.statements)
    for account in accounts:
        users = list(_list_users(user, account, names))
        yield from users
        yield from _list_sessions(role, account, names)
        yield from _list_federated(federated, account, names, users)


def fix(caller: Principal) -> Representative:
    """One caller, about whom everything is known."""
    world = find_world(caller)
    return Representative(caller, CallerKind(type(caller).__name__, world, lambda _values: caller, lambda _a, _n: {}))


def _list_users(kind: CallerKind, account: str, names: Names) -> Iterator[Representative]:
    """Users with a named ARN or another, each with a named unique id or another."""
    for arn in (*names.arns_of(account, "iam", "user/"), None):
        for identifier in (*names.ids, None):
            texts = {} if arn is None else {ARN_KEY: arn}
            sets = {} if identifier is None else {_ID_KEY: _one(identifier)}
            own = _narrow(kind, account, texts, sets, {} if identifier is None else {_ID_KEY: identifier})
            others = both(
                arn is not None or _is_not(ARN_KEY, map(tuple, names.entities)),
                identifier is not None or _is_not(_ID_KEY, map(tuple, names.ids)),
            )
            yield Representative(own.make({}), own, others)


def _list_sessions(kind: CallerKind, account: str, names: Names) -> Iterator[Representative]:
    """Sessions of roles: with a named role or another, unique id or another, and session or another."""
    sessions = [arn.split("/", 2)[1:] for arn in names.arns_of(account, "sts", "assumed-role/") if arn.count("/") > 1]
    for arn in (*names.arns_of(account, "iam", "role/"), None):
        for identifier in (*names.ids, None):
            for session in (*sessions, None):
                if arn is None or session is None or arn.rpartition("/")[2] == session[0]:
                    yield _session(kind, account, names, (arn, identifier, session), sessions)


def _session(
    kind: CallerKind,
    account: str,
    names: Names,
    chosen: tuple[str | None, str | None, list[str] | None],
    sessions: Sequence[Sequence[str]],
) -> Representative:
    arn, identifier, session = chosen
    start = f"arn:aws:iam::{account}:role"
    sets: dict[str, TextSet] = {}
    if arn is None and session is not None:
        sets[ARN_KEY] = TextSet(_role_patterns(account, session[0]))
    own_id = _ID if identifier is None else tuple(identifier)
    sets[_ID_KEY] = TextSet([(*own_id, *":", *(_NAME if session is None else tuple(session[1])))])
    given = {_ID_KEY: f"{identifier or 'AROAX7'}:{NAME if session is None else session[1]}"}
    if arn is None and session is not None:
        given[ARN_KEY] = f"{start}{_OTHER_PATH}{session[0]}"
    own = _narrow(kind, account, {} if arn is None else {ARN_KEY: arn}, sets, given)
    others: list[Formula] = []
    if arn is None:
        others.append(_is_not(ARN_KEY, map(tuple, names.entities)))
    if identifier is None:
        others.append(_is_not(_ID_KEY, [(*each, ":", Wild.ANY) for each in names.ids]))
    if session is None:
        others += [
            either(_is_not(ARN_KEY, _role_patterns(account, role)), _is_not(_ID_KEY, [(Wild.ANY, *f":{name}")]))
            for role, name in sessions
        ]
    return Representative(own.make({}), own, both(*others))


def _role_patterns(account: str, name: str) -> list[Pattern]:
    """The ARNs of the roles of that name, whatever their path is."""
    start = (*"arn:", Wild.ANY_IN, *f":iam::{account}:role/")
    return [(*start, *name), (*start, Wild.ANY, *f"/{name}")]


def _list_federated(
    kind: CallerKind, account: str, names: Names, issuers: Sequence[Representative]
) -> Iterator[Representative]:
    """Federated users with a named ARN or another, whom any user of the account, or its root, asked for."""
    named = names.arns_of(account, "sts", "federated-user/")
    for arn in (*named, None):
        own = _narrow(kind, account, {} if arn is None else {ARN_KEY: arn}, {}, {})
        others = arn is not None or _is_not(ARN_KEY, map(tuple, named))
        for issuer in (*(each.caller for each in issuers), RootUser(account)):
            issued = replace(own, make=_issue(own, issuer))
            yield Representative(issued.make({}), issued, others)


def _issue(kind: CallerKind, issuer: Principal) -> Callable[[Values], Principal]:
    def make(values: Values) -> Principal:
        caller = kind.make(values)
        if isinstance(caller, FederatedUser) and isinstance(issuer, IAMUser | RootUser):
            return replace(caller, issuer=issuer)
        return caller

    return make


def _narrow(
    kind: CallerKind, account: str, texts: Mapping[str, str], sets: Mapping[str, TextSet], given: Mapping[str, str]
) -> CallerKind:
    """Callers of one account with these values; `given` are those of a caller of whom nobody asks."""
    own = list_account_domains(kind, account)
    # A named unique id need not look like AWS's.
    free = {key: found for key, found in kind.world.domains.items() if key != _ID_KEY or key not in sets}
    domains = {key: (_one(text),) for key, text in texts.items()} | {key: (each,) for key, each in sets.items()}
    world = World(kind.world.fixed_shapes, free).narrowed({**own, **domains})
    defaults = {ACCOUNT_KEY: account, **given, **texts}
    return replace(kind, world=world, make=lambda values: kind.make({**defaults, **values}))


def _one(text: str) -> TextSet:
    return TextSet([tuple(text)])


def _is_not(key: str, patterns: Iterable[Pattern]) -> Formula:
    texts = TextSet(patterns)
    return Lit(Atom("T", key, Test(texts)), sign=False) if texts.patterns else True
