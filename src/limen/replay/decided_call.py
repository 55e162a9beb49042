"""Everything that is decided about a call, as `authz.authorizer` decides it, with the decisions kept."""

from datetime import datetime

from limen.authn.faults import InvalidClientTokenIdError
from limen.authn.proofs.proven_call import ProvenCall
from limen.authz.decision_sequence import get_declaration, open_inquiry
from limen.authz.policy_gatherer import gather_policies
from limen.engine.decision import Decision
from limen.errors import ApiError
from limen.operations.catalog import OPERATIONS
from limen.operations.replays import Verdict
from limen.policy.errors import PolicyError
from limen.replay.recorded_call import RecordedCall
from limen.store.interface import Reader


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
