"""The request of a simulation, read from the parameters (spec policy 7.1): caller, actions, resources, context.

A caller that is a group or is not given counts as a user of whom only the account is known: keys such as `aws:username`
are absent. A role represents one of its sessions, without a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from limen.domain.arn import ARNError, parse_arn
from limen.domain.identifiers import is_account_id
from limen.domain.principals import IAMUser, Principal, RoleSession
from limen.engine import Resource
from limen.operations.iam.faults import InvalidInputError
from limen.operations.iam.simulation.policy_sets import parse_entity_arn
from limen.policy.match.context import Context

if TYPE_CHECKING:
    from limen.operations.iam import members

EVERYTHING: Final = "*"
MOST_RESOURCES: Final = 1000
"""AWS documents no limit; this one bounds the work of one call."""

_ACTION: Final = re.compile(r"[A-Za-z0-9.-]+:[A-Za-z0-9_-]+")
_RESOURCE_ARN: Final = re.compile(r"arn:[^:*?]+:[^:*?]+:[^:]*:[^:]*:.+", re.DOTALL)
_OWNER: Final = re.compile(r"(?:arn:[^:]+:iam::)?([0-9]{12})(:root)?")

_INSTANCE: Final = ("instance", "image", "security-group", "network-interface")
HANDLING_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "EC2-Classic-InstanceStore": ("instance", "image", "security-group"),
    "EC2-Classic-EBS": ("instance", "image", "security-group", "volume"),
    "EC2-VPC-InstanceStore": _INSTANCE,
    "EC2-VPC-InstanceStore-Subnet": (*_INSTANCE, "subnet"),
    "EC2-VPC-EBS": (*_INSTANCE, "volume"),
    "EC2-VPC-EBS-Subnet": (*_INSTANCE, "subnet", "volume"),
}
"""The kinds of EC2's resources that each scenario of RunInstances has to name."""


@dataclass(frozen=True, slots=True)
class SimulatedRequest:
    """The common part of all evaluations of one simulation, with the actions and resources that differ.

    `reports_organizations` is set for the principals of the account: without an organization, none limits them.
    """

    principal: Principal
    actions: tuple[str, ...]
    resources: tuple[Resource, ...]
    context: Context
    heeds_token_denies: bool = False
    reports_organizations: bool = False


def parse_simulated_request(
    parameters: members.Simulates, principal: Principal, context: Context, *, heeds_token_denies: bool
) -> SimulatedRequest:
    """Read actions and resources; raises `InvalidInputError`."""
    arns = parse_resource_arns(parameters.get("ResourceArns", ()))
    _check_handling(parameters.get("ResourceHandlingOption"), arns)
    owner = _parse_owner(parameters.get("ResourceOwner")) or principal.account
    resources = tuple(Resource(arn, _account_in(arn) or owner) for arn in arns)
    actions = _parse_actions(parameters["ActionNames"])
    return SimulatedRequest(principal, actions, resources, context, heeds_token_denies)


def parse_caller(arn: str, unique_id: str = "") -> Principal:
    """The caller for the ARN of a user, group or role; raises `InvalidInputError`."""
    account, kind, named = parse_entity_arn(arn)
    partition = arn.split(":")[1]
    path, _, name = named.rpartition("/")
    if kind == "role":
        return RoleSession(account, name, "", f"{path}/", partition=partition)
    if kind == "group":
        return unknown_user(account, partition)
    return IAMUser(account, name, f"{path}/", unique_id, partition)


def unknown_user(account: str, partition: str) -> IAMUser:
    """A user of the account of whom nothing else is known."""
    return IAMUser(account, "", partition=partition)


def parse_resource_arns(arns: Sequence[str]) -> tuple[str, ...]:
    """The resources, each once; `*` if there are none."""
    found = tuple(dict.fromkeys(arns)) or (EVERYTHING,)
    malformed = [arn for arn in found if arn != EVERYTHING and not _RESOURCE_ARN.fullmatch(arn)]
    if malformed:
        raise InvalidInputError(f"ResourceNames are not in a valid ARN format: {', '.join(malformed)}.")
    if len(found) > MOST_RESOURCES:
        raise InvalidInputError(f"A simulation can have at most {MOST_RESOURCES} resources.")
    return found


def _parse_actions(names: Sequence[str]) -> tuple[str, ...]:
    """The actions, each once in the order given; none may be a pattern."""
    malformed = [name for name in names if not _ACTION.fullmatch(name)]
    if malformed:
        raise InvalidInputError(f"Invalid action names, which must be complete and without wildcards: {malformed[0]}")
    return tuple(dict.fromkeys(names))


def _parse_owner(text: str | None) -> str | None:
    """The account that an id or the ARN of an account's root names; AWS documents both forms."""
    if text is None:
        return None
    found = _OWNER.fullmatch(text)
    if found is None or text.startswith("arn:") != bool(found[2]):
        raise InvalidInputError(f"'{text}' is not a valid as a Resource Owner.")
    return found[1]


def _account_in(arn: str) -> str | None:
    try:
        account = parse_arn(arn).account
    except ARNError:
        return None
    return account if is_account_id(account) else None


def _check_handling(option: str | None, arns: Sequence[str]) -> None:
    if option is None:
        return
    if option not in HANDLING_OPTIONS:
        raise InvalidInputError(f"'{option}' is not a valid ResourceHandlingOption.")
    kinds = {arn.split(":")[5].partition("/")[0] for arn in arns if arn.split(":")[2:3] == ["ec2"]}
    missing = [kind for kind in HANDLING_OPTIONS[option] if kind not in kinds]
    if missing:
        raise InvalidInputError(f"ResourceHandlingOption {option} requires resources of types: {', '.join(missing)}")
