"""Callers that are left open: for identity policies a user, a session of a role, or a federated user's session.

Spec analysis 3.5.

A kind fixes the possible values of the keys that a caller determines (E20). Answers for one kind are never used for
another.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_letters, digits, punctuation
from typing import Final

from limen.analysis.formula import ACTION_NAME, RESOURCE
from limen.analysis.outcome import Values
from limen.analysis.texts.patterns import Pattern, Run, TextSet, Token
from limen.analysis.world import OPEN, Domains, World
from limen.domain.identifiers import ROLE_PREFIX, USER_PREFIX
from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession
from limen.policy.match.context import DERIVED, ContextValue, find_value
from limen.policy.match.mentioned_keys import find_context_keys
from limen.policy.syntax.document import PolicyDocument, Statement

ACCOUNT: Final = "111122223333"
NAME: Final = "x7"
_ID: Final = "X7"

ARN_KEY: Final = "aws:principalarn"
ACCOUNT_KEY: Final = "aws:principalaccount"
NAME_KEY: Final = "aws:username"
ID_KEY: Final = "aws:userid"
_NO_KEYS: Final = frozenset({RESOURCE, ACTION_NAME})

PROVIDER_KEY: Final = "aws:federatedprovider"
"""Derived for federated identities only; any other caller may supply it in the context."""
DERIVED_KEYS: Final = frozenset(DERIVED) - {PROVIDER_KEY}

NAME_CHARACTERS: Final = frozenset(ascii_letters + digits + "_+=,.@-")
_PATH_CHARACTERS: Final = frozenset(ascii_letters + digits + punctuation)
_PARTITION_CHARACTERS: Final = frozenset(ascii_letters.lower() + digits + "-")
_ID_CHARACTERS: Final = frozenset(ascii_letters.upper() + digits)
_TWELVE_DIGITS: Final[Pattern] = (frozenset(digits),) * 12
ANY_NAME: Final[Pattern] = (NAME_CHARACTERS, Run(NAME_CHARACTERS))
_AWS: Final[Pattern] = tuple("aws")
_ANY_PARTITION: Final[Pattern] = (*_AWS, Run(_PARTITION_CHARACTERS))
_PARTITION_IN_ARN: Final = re.compile(r"arn:([^:]*)")
_ANY_ID: Final[Pattern] = (_ID_CHARACTERS, Run(_ID_CHARACTERS))


@dataclass(frozen=True, slots=True)
class CallerKind:
    """A kind of caller: the possible values of its keys, and how to make a caller with given values, if any."""

    name: str
    world: World
    make: Callable[[Values], Principal]
    narrow: Callable[[str, str], Domains]
    """The domains of the keys for a given account and name."""
    overrides: bool = False
    """Whether the context supplies the keys that the caller otherwise determines."""

    def refine(self, values: Values) -> Sequence[Mapping[str, tuple[TextSet, ...]]]:
        """Empty if a caller has these values; otherwise domains of callers who might, see `solve.Refine`."""
        caller = self.make(values)
        if self.agrees(caller, values):
            return ()
        accounts = dict.fromkeys((_text(values, ACCOUNT_KEY) or caller.account or ACCOUNT, caller.account or ACCOUNT))
        own = _own_name(caller)
        by_id = _text(values, ID_KEY).partition(":")[2] if isinstance(caller, FederatedUser) else ""
        names = dict.fromkeys((_text(values, NAME_KEY) or own, own, by_id or own))
        return [self.narrow(account, name) for account in accounts for name in names]

    def agrees(self, caller: Principal, values: Values) -> bool:
        """Whether the caller determines exactly these values of the keys that it determines."""
        given = self.context(values) if self.overrides else {}
        return all(find_value(given, caller, key) == value for key, value in values.items() if key in DERIVED_KEYS)

    def context(self, values: Values) -> dict[str, ContextValue]:
        """The context that supplies the values, without those that the caller determines."""
        return {
            key: value
            for key, value in values.items()
            if value is not None and key not in _NO_KEYS and (self.overrides or key not in DERIVED_KEYS)
        }


def _text(values: Values, key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _own_name(caller: Principal) -> str:
    if isinstance(caller, RoleSession):
        return caller.role_name
    return caller.name if isinstance(caller, IAMUser | FederatedUser) else ""


def _arn_patterns(kind: str, account: Pattern, name: Pattern, partition: Pattern = _ANY_PARTITION) -> TextSet:
    has_path = kind != "federated-user"
    service = "iam" if has_path else "sts"
    start: tuple[Token, ...] = (*"arn:", *partition, *f":{service}::", *account, *f":{kind}/")
    return TextSet([(*start, *name), *([(*start, Run(_PATH_CHARACTERS), "/", *name)] if has_path else [])])


def _one(text: str) -> tuple[TextSet, ...]:
    return (TextSet([tuple(text)]),)


def _fixed(*, has_name: bool) -> dict[str, str]:
    """The shapes of the keys that a caller of the account determines."""
    present = (ARN_KEY, ACCOUNT_KEY, ID_KEY, "aws:principaltype", "aws:principalisawsservice")
    absent = ("aws:principalservicename", "aws:principalservicenameslist")
    return {**dict.fromkeys(present, "S"), **dict.fromkeys(absent, "A"), NAME_KEY: "S" if has_name else "A"}


def _common(type_name: str) -> dict[str, tuple[TextSet, ...]]:
    account = (TextSet([_TWELVE_DIGITS]),)
    return {
        ACCOUNT_KEY: account,
        "aws:principaltype": _one(type_name),
        "aws:principalisawsservice": _one("false"),
    }


def _make_user(values: Values) -> IAMUser:
    partition, account, path, name = _read_arn(_text(values, ARN_KEY), "user")
    return IAMUser(
        account or _text(values, ACCOUNT_KEY) or ACCOUNT,
        name or _text(values, NAME_KEY) or NAME,
        path or "/",
        _text(values, ID_KEY) or f"{USER_PREFIX}{_ID}",
        partition or "aws",
    )


def _make_session(values: Values) -> RoleSession:
    partition, account, path, name = _read_arn(_text(values, ARN_KEY), "role")
    identifier, _, session = _text(values, ID_KEY).partition(":")
    return RoleSession(
        account or _text(values, ACCOUNT_KEY) or ACCOUNT,
        name or NAME,
        session or NAME,
        path or "/",
        identifier or f"{ROLE_PREFIX}{_ID}",
        partition or "aws",
    )


def _make_federated(values: Values) -> FederatedUser:
    partition, account, _, name = _read_arn(_text(values, ARN_KEY), "federated-user")
    by_id, _, name_by_id = _text(values, ID_KEY).partition(":")
    owner = account or by_id or _text(values, ACCOUNT_KEY) or ACCOUNT
    issuer = IAMUser(owner, NAME, id=f"{USER_PREFIX}{_ID}", partition=partition or "aws")
    return FederatedUser(owner, name or name_by_id or NAME, issuer, partition or "aws")


def _read_arn(arn: str, kind: str) -> tuple[str, str, str, str]:
    """Partition, account, path and name; empty if the text is not an ARN."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return "", "", "", ""
    path, _, name = parts[5].removeprefix(kind).rpartition("/")
    return parts[1], parts[4], f"{path}/", name


def _narrow_user(account: str, name: str) -> Mapping[str, tuple[TextSet, ...]]:
    arn = _arn_patterns("user", tuple(account), tuple(name))
    return {ARN_KEY: (arn,), ACCOUNT_KEY: _one(account), NAME_KEY: _one(name)}


def _narrow_session(account: str, name: str) -> Mapping[str, tuple[TextSet, ...]]:
    arn = _arn_patterns("role", tuple(account), tuple(name))
    return {ARN_KEY: (arn,), ACCOUNT_KEY: _one(account)}


def _narrow_federated(account: str, name: str) -> Mapping[str, tuple[TextSet, ...]]:
    arn = _arn_patterns("federated-user", tuple(account), tuple(name))
    return {ARN_KEY: (arn,), ACCOUNT_KEY: _one(account), ID_KEY: _one(f"{account}:{name}")}


def _make_kinds(partition: Pattern) -> tuple[CallerKind, ...]:
    """The kinds of caller whose ARNs have this partition."""

    def world(type_name: str, kind: str, identifier: Pattern, *, has_name: bool = False) -> World:
        names = {NAME_KEY: (TextSet([ANY_NAME]),)} if has_name else {}
        arns = _arn_patterns(kind, _TWELVE_DIGITS, ANY_NAME, partition)
        own = {ARN_KEY: (arns,), ID_KEY: (TextSet([identifier]),), **names}
        return World(_fixed(has_name=has_name), {**_common(type_name), **own})

    user = world("User", "user", (*USER_PREFIX, *_ANY_ID), has_name=True)
    role = world("AssumedRole", "role", (*ROLE_PREFIX, *_ANY_ID, ":", *ANY_NAME))
    federated = world("FederatedUser", "federated-user", (*_TWELVE_DIGITS, ":", *ANY_NAME))
    return (
        CallerKind("user", user, _make_user, _narrow_user),
        CallerKind("role session", role, _make_session, _narrow_session),
        CallerKind("federated user", federated, _make_federated, _narrow_federated),
    )


_FEDERATED: Final = "federated-user"
_ARN_KINDS: Final = {"user": "user", "role session": "role", "federated user": _FEDERATED}

KINDS: Final = _make_kinds(_AWS)
"""The kinds of caller, in the partition `aws`."""
_KINDS_ANYWHERE: Final = _make_kinds(_ANY_PARTITION)


def list_account_domains(kind: CallerKind, account: str, partition: str = "") -> Domains:
    """The possible values of the keys of an account's callers with any name; without a partition, in any."""
    owner = tuple(account)
    arn_kind = _ARN_KINDS[kind.name]
    arns = _arn_patterns(arn_kind, owner, ANY_NAME, tuple(partition) or _ANY_PARTITION)
    found = {ARN_KEY: (arns,), ACCOUNT_KEY: _one(account)}
    if arn_kind == _FEDERATED:
        found[ID_KEY] = (TextSet([(*owner, ":", *ANY_NAME)]),)
    return found


def list_root_arns(account: str) -> TextSet:
    """The ARNs of an account's root, in any partition."""
    return TextSet([(*"arn:", *_ANY_PARTITION, *f":iam::{account}:root")])


ANYONE: Final = CallerKind(
    "anyone", OPEN, lambda _values: IAMUser(ACCOUNT, "", id=""), lambda _account, _name: {}, overrides=True
)
"""Without the assumption `caller-kinds`: the keys that a caller determines are treated like any other keys."""


def find_kinds(statements: Iterable[Statement]) -> tuple[CallerKind, ...]:
    """The kinds of caller: in any partition, if a statement names another one than `aws`."""
    return KINDS if find_partitions(statements) <= {"aws"} else _KINDS_ANYWHERE


def find_partitions(statements: Iterable[Statement]) -> frozenset[str]:
    """The partitions in the ARNs and ARN patterns that statements name, as they are written there."""
    texts = (text for statement in statements for text in _list_texts(statement))
    return frozenset(found for text in texts for found in _PARTITION_IN_ARN.findall(text))


def is_partition(text: str) -> bool:
    """Whether a text of an ARN pattern is the name of one partition."""
    return text.startswith("aws") and _PARTITION_CHARACTERS.issuperset(text)


def _list_texts(statement: Statement) -> Iterator[str]:
    yield from statement.resources or ()
    yield from statement.not_resources or ()
    for element in (statement.principal, statement.not_principal):
        yield from () if element is None else (*element.aws, *element.federated)
    for clause in statement.conditions:
        yield from clause.values


def mentions_derived(documents: Iterable[PolicyDocument]) -> bool:
    """Whether a document names a key that the caller determines, in a condition or by a variable.

    The documents are searched, not their formulas: for one kind of caller a condition may have become a constant that
    it is not for another kind.
    """
    names = (key for document in documents for key in find_context_keys(document))
    return not DERIVED_KEYS.isdisjoint(name.lower() for name in names)
