"""Whether a resource policy grants public access (spec analysis 5.3), that is, access for an outsider.

An outsider is anonymous, or any caller of an account that nobody names (its root, a user, a session of a role or of a
federated user), or an identity that a public identity provider vouches for.

The facts that AWS trusts about a caller (its organization, its network, the resource that it acts for) identify it only
if the policy fixes them: for each trusted key, the outsider has a value that the policy does not give as a fixed one.
That is S3's documented rule, as a domain. Only grants to everyone count.
"""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from limen.analysis.access import list_cases
from limen.analysis.budget import Budget, BudgetError
from limen.analysis.formula import Atom, Formula, Lit, both, either
from limen.analysis.open_callers import PROVIDER_KEY
from limen.analysis.representatives import Representative, fix, list_representatives
from limen.analysis.resource_policies import (
    find_case_witness,
    find_grants,
    grants,
    needs_permission,
    read_resource_side,
)
from limen.analysis.tests_of_values import Test, value_test
from limen.analysis.texts.patterns import TextSet
from limen.analysis.verdict import Result, Verdict
from limen.domain.identifiers import is_account_id
from limen.domain.principals import Anonymous, FederatedIdentity, RoleSession
from limen.engine.model.layers import Grant
from limen.policy.syntax.document import ConditionClause, ConditionOperator, PolicyDocument, Version
from limen.policy.validate.principal_form import PUBLIC_PROVIDERS

TRUSTED_KEYS: Final = frozenset(
    {
        "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:userid",
        "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner",
        "aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths",
        "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "kms:calleraccount",
    }
)  # fmt: skip
"""Keys whose fixed values make access not public (S3 user guide, "The meaning of public")."""

_CLAIMS: Final = ("aud", "app_id", "user_id", "sub", "oaud", "id")
_ADDRESS_KEYS: Final = frozenset({"aws:sourceip", "aws:vpcsourceip"})
_NARROWEST: Final = {4: 8, 6: 32}
"""Ranges of at least this prefix length are fixed values."""

_EXACT: Final = frozenset({ConditionOperator.STRING_EQUALS, ConditionOperator.STRING_EQUALS_IGNORE_CASE})
_LIKE: Final = frozenset({ConditionOperator.STRING_LIKE})
_ARNS: Final = frozenset({ConditionOperator.ARN_EQUALS, ConditionOperator.ARN_LIKE})
_SIGNS: Final = ("*", "?", "${")


def no_public_access(policy: PolicyDocument, *, budget: Budget | None = None) -> Result:
    """Whether the resource policy grants no public access."""
    spent = budget or Budget()
    reasons: list[str] = []
    try:
        for outsider in _list_outsiders(policy):
            found = _find_access(outsider, policy, reasons, spent)
            if found is not None:
                return found
    except BudgetError as error:
        reasons.append(str(error))
    if reasons:
        return Result(Verdict.UNKNOWN, reason=reasons[0], steps=dict(spent.spent))
    return Result(Verdict.PROVED, steps=dict(spent.spent))


def _list_outsiders(policy: PolicyDocument) -> Iterator[Representative]:
    yield fix(Anonymous())
    accounts = _list_accounts(policy)
    for each in list_representatives([policy]):
        if each.caller.account is not None and each.caller.account not in accounts:
            yield each
    elements = [s.principal for s in policy.statements if s.principal is not None]
    named = frozenset(provider for each in elements for provider in each.federated)
    has_everyone = "*" in named or any(each.everyone or "*" in each.aws for each in elements)
    for provider in sorted(PUBLIC_PROVIDERS if has_everyone else PUBLIC_PROVIDERS & named):
        yield fix(FederatedIdentity(provider))
    if "*" in named:
        yield fix(FederatedIdentity("*"))


def _list_accounts(policy: PolicyDocument) -> set[str]:
    """The accounts that the policy names anywhere."""
    elements = [e for s in policy.statements for e in (s.principal, s.not_principal) if e is not None]
    texts = [entry for each in elements for entry in each.aws]
    texts += [value for s in policy.statements for clause in s.conditions for value in clause.values]
    parts = [part for text in texts for part in text.split(":")]
    return {part for part in parts if is_account_id(part)}


def _find_access(outsider: Representative, policy: PolicyDocument, reasons: list[str], budget: Budget) -> Result | None:
    side = read_resource_side(policy, outsider, Grant.DIRECT)
    unknown = both(*_list_unfixed(policy), _find_provider(outsider))
    for case in list_cases([side], free=needs_permission(outsider)):
        formula = case.restrict(both(case.alone(0), outsider.limits, unknown))
        found = find_case_witness(case, outsider, formula, lambda request: grants(request, policy), reasons, budget)
        if found is not None:
            statements = find_grants(found.request, policy, "policy")
            return Result(Verdict.REFUTED, witness=found, statements=statements, steps=dict(budget.spent))
    return None


def _find_provider(outsider: Representative) -> Formula:
    """For a session of an outsider's own role: that only a public provider vouches for it."""
    if isinstance(outsider.caller, FederatedIdentity):
        return True
    is_alone = Lit(Atom("A", PROVIDER_KEY))
    if not isinstance(outsider.caller, RoleSession):
        return is_alone
    providers = TextSet(map(tuple, PUBLIC_PROVIDERS))
    return either(is_alone, Lit(Atom("T", PROVIDER_KEY, Test(providers))))


def _list_unfixed(policy: PolicyDocument) -> Iterator[Formula]:
    """For each trusted key: that the outsider has none of the values that the policy fixes."""
    for statement in policy.statements:
        for clause in statement.conditions:
            key = clause.key.lower()
            fixed = _find_fixed(clause, key)
            if not fixed:
                continue
            operator = ConditionOperator.IP_ADDRESS if key in _ADDRESS_KEYS else _as_positive(clause.operator)
            test, _ = value_test(operator, fixed, Version.V2008)
            yield Lit(Atom("T", key, test), sign=False)
            yield Lit(Atom("E", key, test), sign=False)


def _as_positive(operator: ConditionOperator) -> ConditionOperator:
    """The operator that compares with the same values and holds if they match."""
    return ConditionOperator(operator.replace("Not", ""))


def _find_fixed(clause: ConditionClause, key: str) -> tuple[str, ...]:
    if key in _ADDRESS_KEYS and clause.operator in (ConditionOperator.IP_ADDRESS, ConditionOperator.NOT_IP_ADDRESS):
        return tuple(value for value in clause.values if _is_narrow(value))
    if key not in TRUSTED_KEYS and not _is_claim(key):
        return ()
    operator = _as_positive(clause.operator)
    if operator in _EXACT:
        return tuple(value for value in clause.values if "${" not in value)
    if operator in _LIKE:
        return tuple(value for value in clause.values if _is_plain(value) or _is_of_account(value))
    return tuple(value for value in clause.values if operator in _ARNS and _is_of_account(value))


def _is_claim(key: str) -> bool:
    provider, _, claim = key.rpartition(":")
    return provider in PUBLIC_PROVIDERS and claim in _CLAIMS


def _is_plain(value: str) -> bool:
    return not any(sign in value for sign in _SIGNS)


def _is_of_account(value: str) -> bool:
    """Whether an ARN pattern fixes the account; ARNs of S3 name a bucket instead."""
    parts = value.split(":", 5)
    if len(parts) < 6 or "${" in value:
        return False
    return is_account_id(parts[4]) or _is_plain(value)


def _is_narrow(value: str) -> bool:
    try:
        found = ip_network(value, strict=False)
    except ValueError:
        return False
    return found.prefixlen >= _NARROWEST[found.version] or found.is_private
