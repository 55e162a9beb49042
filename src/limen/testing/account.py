"""An account in memory: principals with policies, and assertions about what they can do.

Nothing is stored or served: each question is decided by the engine, in this process. A failed assertion shows the same
explanation as `limen explain`. An action that no service has is an error, because nobody can do it, and a test that
somebody cannot would always pass.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from limen.domain.arn import iam_arn
from limen.engine.decision import Decision
from limen.engine.evaluate import evaluate
from limen.engine.explain.smallest_changes import explain
from limen.engine.model.layers import Level, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.policy.catalog import Service
from limen.policy.catalog.lookup import knowing
from limen.policy.lint.catalog_facts import describe_unknown_action
from limen.policy.syntax.parse import parse_policy
from limen.scenario.request import parse_request

ACCOUNT_ID = "111122223333"
SESSION_NAME = "test"

Document = Mapping[str, object] | str | Path
"""A policy document: parsed JSON, JSON text, or a file."""
Policy = NamedPolicy | Document
Policies = Policy | Iterable[NamedPolicy | Mapping[str, object] | Path]
"""One policy, or several."""
Value = str | int | float | bool | list[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A group: policies that its users have in common."""

    name: str
    policies: Level


@dataclass(frozen=True, slots=True)
class Caller:
    """A user, or a session of a role, with all policies that apply to it."""

    arn: str
    policies: PolicySet
    tags: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)

    def decide(
        self,
        action: str,
        resource: str = "*",
        *,
        context: Mapping[str, Value] | None = None,
        resource_policy: Policies | None = None,
    ) -> Decision:
        """The engine's decision about an action on a resource, an ARN or `*`.

        `context` has the condition keys of the request, such as `{"aws:SourceIp": "192.0.2.1"}`; `resource_policy` is
        the policy of the resource itself. Raises `ValueError` for an action that no service has, `PolicyError` for a
        document that is not a policy, and `ScenarioError` for a resource or a context that a request cannot have.
        """
        with knowing(self.services):
            if fault := describe_unknown_action(action):
                raise ValueError(fault)
        tags = {f"aws:PrincipalTag/{key}": value for key, value in self.tags.items()}
        asked = {
            "principal": self.arn,
            "action": action,
            "resource": {"arn": resource},
            "context": {**tags, **(context or {})},
        }
        level = None if resource_policy is None else read_level(resource_policy, "resource policy")
        return evaluate(parse_request(asked), replace(self.policies, resource=level))

    def can(
        self,
        action: str,
        resource: str = "*",
        *,
        context: Mapping[str, Value] | None = None,
        resource_policy: Policies | None = None,
    ) -> bool:
        """Whether the action is allowed; parameters and errors as for `decide`."""
        return self.decide(action, resource, context=context, resource_policy=resource_policy).is_allowed


class Account:
    """The factory of principals; `services` are those of your own, by prefix, which it knows in addition to AWS's."""

    def __init__(self, account_id: str = ACCOUNT_ID, services: Mapping[str, Service] | None = None) -> None:
        """Start with nothing."""
        self.id = account_id
        self._services = {} if services is None else services

    def policy(self, name: str, document: Document) -> NamedPolicy:
        """A policy with a name, which explanations show."""
        return NamedPolicy(name, parse_policy(_read_text(document)))

    def group(self, name: str, policies: Policies) -> Group:
        """A group with policies."""
        return Group(name, read_level(policies, name))

    def user(
        self,
        name: str,
        policies: Policies = (),
        *,
        groups: Iterable[Group] = (),
        boundary: Policy | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Caller:
        """A user with its own policies, those of its groups, and a permissions boundary."""
        level = (*read_level(policies, name), *(policy for group in groups for policy in group.policies))
        return self._call(iam_arn("aws", self.id, "user", "/", name), level, boundary, tags)

    def role(
        self,
        name: str,
        policies: Policies = (),
        *,
        session: str = SESSION_NAME,
        boundary: Policy | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Caller:
        """A session of a role."""
        arn = f"arn:aws:sts::{self.id}:assumed-role/{name}/{session}"
        return self._call(arn, read_level(policies, name), boundary, tags)

    def _call(self, arn: str, level: Level, boundary: Policy | None, tags: Mapping[str, str] | None) -> Caller:
        limit = None if boundary is None else read_level(boundary, "boundary")
        return Caller(arn, PolicySet(identity=level, permissions_boundary=limit), tags or {}, self._services)


def assert_can(
    caller: Caller,
    action: str,
    resource: str = "*",
    *,
    context: Mapping[str, Value] | None = None,
    resource_policy: Policies | None = None,
) -> None:
    """Fail unless the caller can do the action; parameters and errors as for `Caller.decide`."""
    __tracebackhide__ = True
    decision = caller.decide(action, resource, context=context, resource_policy=resource_policy)
    if not decision.is_allowed:
        raise AssertionError(_describe("cannot", caller, decision))


def assert_cannot(
    caller: Caller,
    action: str,
    resource: str = "*",
    *,
    context: Mapping[str, Value] | None = None,
    resource_policy: Policies | None = None,
) -> None:
    """Fail if the caller can do the action; parameters and errors as for `Caller.decide`."""
    __tracebackhide__ = True
    decision = caller.decide(action, resource, context=context, resource_policy=resource_policy)
    if decision.is_allowed:
        raise AssertionError(_describe("can", caller, decision))


def read_level(policies: Policies, name: str) -> Level:
    """The policies of one owner; those without a name are numbered."""
    if isinstance(policies, NamedPolicy | Mapping | str | Path):
        return (_read_policy(policies, name),)
    return tuple(_read_policy(each, f"{name} {number}") for number, each in enumerate(policies, 1))


def _read_policy(policy: Policy, name: str) -> NamedPolicy:
    return policy if isinstance(policy, NamedPolicy) else NamedPolicy(name, parse_policy(_read_text(policy)))


def _read_text(document: Document) -> str:
    if isinstance(document, Path):
        return document.read_text("utf-8")
    return document if isinstance(document, str) else json.dumps(document)


def _describe(verb: str, caller: Caller, decision: Decision) -> str:
    """The whole explanation, without colors: pytest prints it as it is."""
    from click import unstyle

    from limen.cli.explanation_text import describe_explanation

    request = decision.request
    lines = (
        f"{caller.arn} {verb} {request.action} on {request.resource.arn}",
        "",
        *describe_explanation(explain(decision)),
    )
    return unstyle("\n".join(lines))
