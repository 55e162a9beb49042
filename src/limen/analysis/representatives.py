"""Callers that each represent all callers that a resource policy cannot distinguish from them (spec analysis 3.5).

Each caller that the documents name has a representative, and so has a caller of every kind that they do not name. What
a document cannot fix stays open: the unique id of a user, the path of a role of which only a session is named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from string import ascii_uppercase, digits
from typing import Final

from limen.analysis.formula import Atom, Formula, Lit, both, either
from limen.analysis.layer_formula import find_world
from limen.analysis.open_callers import (
    ACCOUNT_KEY,
    ANY_NAME,
    ARN_KEY,
    ID_KEY,
    NAME,
    NAME_KEY,
    CallerKind,
    find_kinds,
    find_partitions,
    is_partition,
    list_account_domains,
    list_root_arns,
)
from limen.analysis.outcome import Values
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.patterns import Pattern, Run, TextSet, Wild
from limen.analysis.world import World
from limen.domain.identifiers import ROLE_PREFIX, USER_PREFIX, is_account_id
from limen.domain.principals import (
    Anonymous,
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    Principal,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.policy.syntax.document import PolicyDocument, Statement

_LAST_FRESH_ACCOUNT: Final = 999_988_887_777
_OTHER_PATH: Final = "/x7/"
_ID: Final[Pattern] = (*ROLE_PREFIX, Run(frozenset(ascii_uppercase + digits)))
_AWS: Final = "aws"
_WILDCARDS: Final = frozenset("*?$")


@dataclass(frozen=True, slots=True)
class Representative:
    """A caller, as statements name it, and a kind with the possible values of its keys."""

    caller: Principal
    kind: CallerKind
    limits: Formula = True
    """That it is none of the callers that have other representatives."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An account in a partition; the partition is empty if the documents do not name it."""

    partition: str
    account: str


@dataclass(frozen=True, slots=True)
class Names:
    """The callers that documents name, in `Principal` elements and as texts of conditions."""

    accounts: tuple[str, ...]
    arns: tuple[tuple[str, ...], ...]
    """ARNs of principals, by component."""
    ids: tuple[str, ...]
    services: tuple[str, ...]
    providers: tuple[str, ...]
    partitions: tuple[str, ...]
    """The partitions of callers; an empty text represents all that are not named."""
    fresh: str
    """A name that the documents do not have."""
    fresh_account: str

    def arns_of(self, owner: "Owner", service: str, start: str) -> list[str]:
        """The named ARNs of one kind of principal of an owner."""
        wanted = owner.partition, service, owner.account
        return [":".join(a) for a in self.arns if (a[1], a[2], a[4]) == wanted and a[5].startswith(start)]

    @property
    def entities(self) -> tuple[str, ...]:
        """The ARNs of users and roles, as `aws:PrincipalArn` has them."""
        return tuple(":".join(arn) for arn in self.arns if arn[2] == "iam" and arn[5] != "root")


def list_names(documents: Sequence[PolicyDocument]) -> Names:
    """The callers that the documents name."""
    statements = [statement for document in documents for statement in document.statements]
    elements = [each for s in statements for each in (s.principal, s.not_principal) if each is not None]
    clauses = [clause for statement in statements for clause in statement.conditions]
    texts = [v for clause in clauses if clause.key.lower() in (ARN_KEY, ACCOUNT_KEY) for v in clause.values]
    entries = [entry for each in elements for entry in (*each.aws, *each.canonical_user)]
    others = [entry for each in elements for entry in (*each.service, *each.federated)]
    every = " ".join((*entries, *others, *(value for clause in clauses for value in clause.values))).lower()
    named = list(dict.fromkeys([*entries, *texts]))
    arns = [tuple(name.split(":", 5)) for name in named if name.count(":") >= 5 and _WILDCARDS.isdisjoint(name)]
    accounts = [*filter(is_account_id, named), *(arn[4] for arn in arns if is_account_id(arn[4]))]
    return Names(
        tuple(dict.fromkeys(accounts)),
        tuple(arns),
        tuple(name for name in entries if ":" not in name and not is_account_id(name) and name not in ("", "*")),
        tuple(dict.fromkeys(service for each in elements for service in each.service)),
        tuple(dict.fromkeys(provider for each in elements for provider in each.federated)),
        _list_partitions(statements),
        _find_fresh_name(every),
        next(text for number in range(_LAST_FRESH_ACCOUNT, 0, -1) if (text := f"{number:012}") not in every),
    )


def _list_partitions(statements: Iterable[Statement]) -> tuple[str, ...]:
    """`aws`; if others are named, also these, and one that is not named."""
    named = find_partitions(statements)
    if named <= {_AWS}:
        return (_AWS,)
    return (_AWS, *sorted(each for each in named - {_AWS} if is_partition(each)), "")


def _find_fresh_name(texts: str) -> str:
    name = NAME
    while name in texts:
        name += NAME[0]
    return name


def list_representatives(documents: Iterable[PolicyDocument]) -> Iterator[Representative]:
    """All callers that the documents can distinguish."""
    found = list(documents)
    names = list_names(found)
    owners = [Owner(*each) for each in product(names.partitions, (*names.accounts, names.fresh_account))]
    fixed: list[Principal] = [
        Anonymous(),
        *(RootUser(each.account, each.partition) for each in owners if each.partition),
    ]
    fixed += map(ServicePrincipal, (*names.services, f"{names.fresh}.amazonaws.com"))
    fixed += map(FederatedIdentity, (*names.providers, f"{names.fresh}.example.com"))
    yield from (fix(caller) for caller in fixed)
    user, role, federated = find_kinds(statement for document in found for statement in document.statements)
    yield from (_any_root(owner, names) for owner in owners if not owner.partition)
    for owner in owners:
        users = list(_list_users(user, owner, names))
        yield from users
        yield from _list_sessions(role, owner, names)
        yield from _list_federated(federated, owner, names, users)


def fix(caller: Principal) -> Representative:
    """One caller, about whom everything is known."""
    world = find_world(caller)
    return Representative(caller, CallerKind(type(caller).__name__, world, lambda _values: caller, lambda _a, _n: {}))


def _any_root(owner: Owner, names: Names) -> Representative:
    """The root of an account in a partition that is not named."""
    root = RootUser(owner.account, _fresh_partition(names))
    fixed = find_world(root)
    world = World(fixed.fixed_shapes, {**fixed.domains, ARN_KEY: (list_root_arns(owner.account),)})

    def make(values: Values) -> Principal:
        arn = values.get(ARN_KEY)
        return replace(root, partition=arn.split(":", 2)[1]) if isinstance(arn, str) else root

    kind = CallerKind("RootUser", world, make, lambda _account, _name: {})
    return Representative(root, kind, _is_of(owner, names))


def _list_users(kind: CallerKind, owner: Owner, names: Names) -> Iterator[Representative]:
    """Users with a named ARN or another, each with a named unique id or another."""
    for arn in (*names.arns_of(owner, "iam", "user/"), None):
        for identifier in (*names.ids, None):
            texts = {} if arn is None else {ARN_KEY: arn}
            sets = {} if identifier is None else {ID_KEY: _one(identifier)}
            given = {ID_KEY: identifier or f"{USER_PREFIX}{names.fresh.upper()}", NAME_KEY: names.fresh}
            own = _narrow(kind, owner, names, texts, sets, given)
            others = both(
                arn is not None or _is_not(ARN_KEY, map(tuple, names.entities)),
                identifier is not None or _is_not(ID_KEY, map(tuple, names.ids)),
            )
            yield Representative(own.make({}), own, both(others, _is_of(owner, names)))


def _list_sessions(kind: CallerKind, owner: Owner, names: Names) -> Iterator[Representative]:
    """Sessions of roles: with a named role or another, unique id or another, and session or another."""
    named = names.arns_of(owner, "sts", "assumed-role/")
    sessions = [arn.split("/", 2)[1:] for arn in named if arn.count("/") > 1]
    for arn in (*names.arns_of(owner, "iam", "role/"), None):
        for identifier in (*names.ids, None):
            for session in (*sessions, None):
                if arn is None or session is None or arn.rpartition("/")[2] == session[0]:
                    yield _session(kind, owner, names, (arn, identifier, session), sessions)


def _session(
    kind: CallerKind,
    owner: Owner,
    names: Names,
    chosen: tuple[str | None, str | None, list[str] | None],
    sessions: Sequence[Sequence[str]],
) -> Representative:
    arn, identifier, session = chosen
    role_name, session_name = session or (names.fresh, names.fresh)
    sets: dict[str, TextSet] = {}
    if arn is None and session is not None:
        sets[ARN_KEY] = TextSet(_role_patterns(owner, role_name))
    own_id = _ID if identifier is None else tuple(identifier)
    sets[ID_KEY] = TextSet([(*own_id, *":", *(ANY_NAME if session is None else tuple(session_name)))])
    partition = owner.partition or _fresh_partition(names)
    given = {
        ID_KEY: f"{identifier or f'{ROLE_PREFIX}{names.fresh.upper()}'}:{session_name}",
        ARN_KEY: f"arn:{partition}:iam::{owner.account}:role{_OTHER_PATH}{role_name}",
    }
    own = _narrow(kind, owner, names, {} if arn is None else {ARN_KEY: arn}, sets, given)
    others: list[Formula] = [_is_of(owner, names)]
    if arn is None:
        others.append(_is_not(ARN_KEY, map(tuple, names.entities)))
    if identifier is None:
        others.append(_is_not(ID_KEY, [(*each, ":", Wild.ANY) for each in names.ids]))
    if session is None:
        others += [
            either(_is_not(ARN_KEY, _role_patterns(owner, role)), _is_not(ID_KEY, [(Wild.ANY, *f":{name}")]))
            for role, name in sessions
        ]
    return Representative(own.make({}), own, both(*others))


def _role_patterns(owner: Owner, name: str) -> list[Pattern]:
    """The ARNs of the roles of that name, whatever their path is."""
    start = tuple(f"arn:{owner.partition}:iam::{owner.account}:role/")
    return [(*start, *name), (*start, Wild.ANY, *f"/{name}")]


def _list_federated(
    kind: CallerKind, owner: Owner, names: Names, issuers: Sequence[Representative]
) -> Iterator[Representative]:
    """Federated users with a named ARN or another, requested by any user of the account or by its root."""
    named = names.arns_of(owner, "sts", "federated-user/")
    for arn in (*named, None):
        texts = {} if arn is None else {ARN_KEY: arn}
        own = _narrow(kind, owner, names, texts, {}, {ID_KEY: f"{owner.account}:{names.fresh}"})
        others = both(arn is not None or _is_not(ARN_KEY, map(tuple, named)), _is_of(owner, names))
        root = RootUser(owner.account, owner.partition or _fresh_partition(names))
        for issuer in (*(each.caller for each in issuers), root):
            issued = replace(own, make=_issue(own, issuer))
            yield Representative(issued.make({}), issued, others)


def _issue(kind: CallerKind, issuer: Principal) -> Callable[[Values], Principal]:
    def make(values: Values) -> Principal:
        caller = kind.make(values)
        if isinstance(caller, FederatedUser) and isinstance(issuer, IAMUser | RootUser):
            return replace(caller, issuer=replace(issuer, partition=caller.partition))
        return caller

    return make


def _narrow(
    kind: CallerKind,
    owner: Owner,
    names: Names,
    texts: Mapping[str, str],
    sets: Mapping[str, TextSet],
    given: Mapping[str, str],
) -> CallerKind:
    """Callers of one owner with these values; `given` are those of a caller whose keys no statement tests."""
    own = list_account_domains(kind, owner.account, owner.partition)
    # A named unique id need not look like AWS's.
    free = {key: found for key, found in kind.world.domains.items() if key != ID_KEY or key not in sets}
    domains = {key: (_one(text),) for key, text in texts.items()} | {key: (each,) for key, each in sets.items()}
    world = World(kind.world.fixed_shapes, free).narrowed({**own, **domains})
    defaults = {ACCOUNT_KEY: owner.account, **given, **texts}
    partition = owner.partition or _fresh_partition(names)

    def make(values: Values) -> Principal:
        caller = kind.make({**defaults, **values})
        if isinstance(caller, IAMUser | RoleSession | FederatedUser) and ARN_KEY not in values:
            return replace(caller, partition=partition)
        return caller

    return replace(kind, world=world, make=make)


def _fresh_partition(names: Names) -> str:
    return f"{_AWS}-{names.fresh}"


def _is_of(owner: Owner, names: Names) -> Formula:
    """That the partition of a caller of an unnamed partition is none of the named ones."""
    if owner.partition:
        return True
    return _is_not(ARN_KEY, [(*f"arn:{each}:", Wild.ANY) for each in names.partitions if each])


def _one(text: str) -> TextSet:
    return TextSet([tuple(text)])


def _is_not(key: str, patterns: Iterable[Pattern]) -> Formula:
    texts = TextSet(patterns)
    return Lit(Atom("T", key, Test(texts)), sign=False) if texts.patterns else True
