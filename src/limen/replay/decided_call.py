"""All that is decided about a call, as `authz.authorizer` decides it, with the decisions kept."""

from dataclasses import dataclass
from datetime import datetime

from limen.authn.faults import InvalidClientTokenIdError
from limen.authn.proofs.proven_call import ProvenCall
from limen.authz.decision_sequence import get_declaration, open_inquiry
from limen.authz.policy_gatherer import gather_policies
from limen.engine.decision import Decision
from limen.errors import ApiError
from limen.operations.catalog import OPERATIONS
from limen.policy.errors import PolicyError
from limen.replay.call import RecordedCall
from limen.store.interface import Reader


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result on one state. `refusal` is the message of a refusal for which no policies were evaluated.

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
        """The first denial, or else the decision about the call's own action; `None` if no policy was evaluated."""
        denials = (decision for decision in self.decisions if not decision.is_allowed)
        return next(denials, self.decisions[0] if self.decisions else None)


def decide_call(call: RecordedCall, reader: Reader, *, now: datetime) -> Verdict:
    """Decide the call on a state, as if it were sent at `now`."""
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
    proven = ProvenCall(call.parsed, caller)
    inquiry = open_inquiry(
        get_declaration(OPERATIONS, proven),
        call.request_by(caller),
        proven,
        reader,
        now=now,
        gather=gather_policies,
        # A call that only a Deny can take away was refused: then the owner had chosen that Denies of it count.
        heeds_token_denies=not call.event.is_allowed,
    ).without_keys(call.unrecorded)
    return tuple(inquiry.decide(requirement) for requirement in inquiry.requirements)
