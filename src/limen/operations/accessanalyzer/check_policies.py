"""CheckNoNewAccess, CheckAccessNotGranted and CheckNoPublicAccess: proofs in the shape of Access Analyzer's checks.

A check has two results. PASS is a proof; FAIL is a request that the engine confirms, or that the check was not decided
within its limits, as the reason then says. Nothing is read from the account.
https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoNewAccess.html
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from limen.analysis.budget import Budget
from limen.analysis.compare import access_not_granted, no_new_access
from limen.analysis.public import no_public_access
from limen.analysis.resource_policies import access_not_granted_to_anybody, no_new_access_to_resource
from limen.analysis.verdict import Result, Verdict
from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.errors import ValidationError
from limen.operations.accessanalyzer.faults import InvalidParameterError, UnprocessableEntityError
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.policy.errors import PolicyError
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.parse import parse_policy
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.accessanalyzer import shapes

MOST_CHARACTERS: Final = 65_536
"""Above every quota of a policy that AWS stores."""
MOST_SECONDS: Final = 20.0
"""A check that takes longer is not decided."""
IDENTITY_POLICY: Final = "IDENTITY_POLICY"

NEW_ACCESS: Final = (
    "The modified permissions do not grant new access compared to your existing policy.",
    "The modified permissions grant new access compared to your existing policy.",
    "New access in the statement with {}.",
)
GRANTED: Final = (
    "The policy document does not grant access to perform one or more of the listed actions or resources.",
    "The policy document grants access to perform one or more of the listed actions or resources.",
    "One or more of the listed actions or resources in the statement with {}.",
)
PUBLIC: Final = (
    "The resource policy does not grant public access for the given resource type.",
    "The resource policy grants public access for the given resource type.",
    "Public access granted in the following statement with {}.",
)
"""The messages of PASS and FAIL, and the reason that names a statement."""

table = OperationTable("access-analyzer", ())


@table.read(
    "CheckNoNewAccess", EVERYTHING, is_long=True, secrets=frozenset({"existingPolicyDocument", "newPolicyDocument"})
)
def check_no_new_access(
    call: AuthorizedCall[shapes.CheckNoNewAccessRequest], reader: Reader, environment: Environment
) -> shapes.CheckNoNewAccessResponse:
    """Whether a changed policy grants nothing that the existing one does not, each by itself."""
    old = _parse("existingPolicyDocument", call.parameters["existingPolicyDocument"])
    new = _parse("newPolicyDocument", call.parameters["newPolicyDocument"])
    check = no_new_access if call.parameters["policyType"] == IDENTITY_POLICY else no_new_access_to_resource
    result = check(old, new, budget=_make_budget())
    answer = _answer(result, NEW_ACCESS)
    return {"result": answer.result, "message": answer.message, "reasons": answer.reasons}


@table.read("CheckAccessNotGranted", EVERYTHING, is_long=True, secrets=frozenset({"policyDocument"}))
def check_access_not_granted(
    call: AuthorizedCall[shapes.CheckAccessNotGrantedRequest], reader: Reader, environment: Environment
) -> shapes.CheckAccessNotGrantedResponse:
    """Whether a policy grants none of the actions on any of the resources."""
    policy = _parse("policyDocument", call.parameters["policyDocument"])
    access = call.parameters["access"][0] if call.parameters["access"] else {}
    actions, resources = access.get("actions", []), access.get("resources", [])
    if not actions and not resources:
        raise InvalidParameterError("The access must contain actions or resources.")
    is_identity = call.parameters["policyType"] == IDENTITY_POLICY
    check = access_not_granted if is_identity else access_not_granted_to_anybody
    answer = _answer(check(policy, actions, resources, budget=_make_budget()), GRANTED)
    return {"result": answer.result, "message": answer.message, "reasons": answer.reasons}


@table.read("CheckNoPublicAccess", EVERYTHING, is_long=True, secrets=frozenset({"policyDocument"}))
def check_no_public_access(
    call: AuthorizedCall[shapes.CheckNoPublicAccessRequest], reader: Reader, environment: Environment
) -> shapes.CheckNoPublicAccessResponse:
    """Whether a resource policy grants no public access."""
    policy = _parse("policyDocument", call.parameters["policyDocument"])
    answer = _answer(no_public_access(policy, budget=_make_budget()), PUBLIC)
    return {"result": answer.result, "message": answer.message, "reasons": answer.reasons}


def _parse(name: str, text: str) -> PolicyDocument:
    if len(text) > MOST_CHARACTERS:
        raise UnprocessableEntityError(f"The {name} has more than {MOST_CHARACTERS} characters.")
    try:
        return parse_policy(text)
    except PolicyError as error:
        raise ValidationError(f"The {name} is not a valid policy: {error}") from error


def _make_budget() -> Budget:
    end = monotonic() + MOST_SECONDS
    return Budget(stop=lambda: monotonic() > end)


class _Answer(NamedTuple):
    """What all three checks answer."""

    result: Literal["PASS", "FAIL"]
    message: str
    reasons: list[shapes.ReasonSummary]


def _answer(result: Result, texts: tuple[str, str, str]) -> _Answer:
    passed, failed, reason = texts
    if result.verdict is Verdict.PROVED:
        return _Answer("PASS", passed, [])
    if result.verdict is Verdict.UNKNOWN:
        return _Answer("FAIL", failed, [{"description": f"Could not be decided: {result.reason}."}])
    reasons: list[shapes.ReasonSummary] = []
    for each in result.statements:
        named = f"sid: {each.sid}" if each.sid else f"index: {each.index}"
        found: shapes.ReasonSummary = {"description": reason.format(named), "statementIndex": each.index}
        if each.sid:
            found["statementId"] = each.sid
        reasons.append(found)
    return _Answer("FAIL", failed, reasons)
