"""All that is decided about a call, as `authz.authorizer` decides it, with the decisions kept."""

from dataclasses import dataclass
from datetime import datetime

from limen.authn.faults import InvalidClientTokenIdError
from limen.authz.policy_gatherer import gather_policies
from limen.authz.request_context import caller_context, request_context
from limen.authz.requirements import find_deniable, find_requirements
from limen.authz.restrictions import check_restrictions
from limen.engine.decision import Decision, Outcome
from limen.errors import ApiError
from limen.policy.errors import PolicyError
from limen.replay.call import RecordedCall
from limen.store.interface import Reader


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out on one state. `refusal` tells, in words, what was refused without asking the policies.

    A call may need several decisions, and some calls need none.
    """

    revision: int
    decisions: tuple[Decision, ...] = ()
    refusal: str = ""

    @property
    def is_allowed(self) -> bool:
        """Whether the call may go ahead."""
        return not self.refusal and all(decision.is_allowed for decision in self.decisions)

    @property
    def decisive(self) -> Decision | None:
        """The first denial, else the decision about the call's own action; `None` where nothing was asked."""
        denials = (decision for decision in self.decisions if not decision.is_allowed)
        return next(denials, self.decisions[0] if self.decisions else None)


def decide_call(call: RecordedCall, reader: Reader, *, now: datetime) -> Verdict:
    """Decide the call on a state, as if it was sent at `now`."""
    try:
        return Verdict(reader.revision, _decide(call, reader, now))
    except InvalidClientTokenIdError as error:
        return Verdict(reader.revision, refusal=f"The caller's credentials are not accepted: {error.message}")
    except ApiError as error:
        return Verdict(reader.revision, refusal=error.message)
    except PolicyError as error:
        return Verdict(reader.revision, refusal=f"A policy that applies to this request cannot be read: {error}")


def _decide(call: RecordedCall, reader: Reader, now: datetime) -> tuple[Decision, ...]:
    caller = call.find_caller(reader)
    check_restrictions(caller, call.parsed.service, call.parsed.operation)
    requirements = find_requirements(caller, call.parsed, reader)
    # A call that only a Deny can take away was refused: then the owner had chosen that Denies of it count.
    deniable = () if call.event.is_allowed else find_deniable(caller, call.parsed)
    if not requirements and not deniable:
        return ()
    policies = gather_policies(caller, reader)
    context = {**request_context(call.request_by(caller), now), **caller_context(caller, reader, now)}
    known = {key: value for key, value in context.items() if key not in call.unrecorded}
    asked = (requirement.decide(caller.principal, policies, known) for requirement in requirements)
    denials = (requirement.decide(caller.principal, policies, known) for requirement in deniable)
    return (*asked, *(each for each in denials if each.outcome is Outcome.EXPLICIT_DENY))
