"""Requirements: the questions to the engine before a call may proceed, and what they are made from."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from limen.authn.caller import Caller
from limen.authz.request_context import RESOURCE_TAG_PREFIXES, Context, Presented, TaggedEntity
from limen.domain.arn import iam_arn
from limen.domain.principals import Principal
from limen.engine import AuthorizationRequest, Decision, PolicySet, evaluate
from limen.engine.model.layers import Level
from limen.engine.model.request import Resource
from limen.store.interface import Reader
from limen.wire.parsed_call import ParsedCall


@dataclass(frozen=True, slots=True)
class Requirement:
    """One question for the engine.

    `shown` is the resource as the denial text prints it; `policy` the resource's own policy, if it must have one.
    `heeds_token_denies` makes a Deny count for an operation that needs no permission.
    """

    action: str
    resource: Resource
    shown: str
    context: Context = field(default_factory=dict)
    policy: Level | None = None
    heeds_token_denies: bool = False

    def decide(self, principal: Principal, policies: PolicySet, context: Context) -> Decision:
        """The engine's answer; `context` is common to all questions of the call."""
        if self.policy is not None:
            policies = replace(policies, resource=self.policy)
        request = AuthorizationRequest(
            principal,
            self.action,
            self.resource,
            {**context, **self.context},
            heeds_token_denies=self.heeds_token_denies,
        )
        return evaluate(request, policies)

    def without_resource_side(self) -> "Requirement":
        """The same question about a resource without known policy and tags."""
        context = {key: value for key, value in self.context.items() if not key.startswith(RESOURCE_TAG_PREFIXES)}
        resource = replace(self.resource, requires_resource_policy=False)
        return replace(self, resource=resource, context=context, policy=None)


@dataclass(frozen=True, slots=True)
class Subject:
    """Caller, call and state: what every resolution needs.

    `action` is the one that the caller must be allowed, `facts` are those that the operation declares.
    """

    caller: Caller
    call: ParsedCall
    reader: Reader
    action: str
    facts: tuple["Fact", ...] = ()

    @property
    def account(self) -> str:
        """The caller's account."""
        return self.caller.principal.account or ""

    @property
    def partition(self) -> str:
        """The caller's partition."""
        return str(getattr(self.caller.principal, "partition", "aws"))

    @property
    def parameters(self) -> Presented:
        """The call's parameters."""
        presented: Presented = self.call.parameters
        return presented

    def find_text(self, member: str) -> str | None:
        """The parameter that a declaration names, if it was sent."""
        text: str | None = self.call.parameters.get(member)
        return text

    def get_text(self, member: str) -> str:
        """The parameter that a declaration names, which the model requires."""
        text: str = self.call.parameters[member]
        return text

    def arn(self, kind: str, path: str, name: str) -> str:
        """The ARN of an entity of the caller's account."""
        return iam_arn(self.partition, self.account, kind, path, name)

    def own(self, arn: str) -> Resource:
        """A resource of the caller's account."""
        return Resource(arn, self.account)


Fact = Callable[[Subject, TaggedEntity | None], Context]
"""Condition keys that only some operations have, from the call and its target."""
