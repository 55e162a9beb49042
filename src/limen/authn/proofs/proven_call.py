"""A call and what its input itself has proved: the only value that the authorizer decides about.

A prover looks at the proof before any transaction, so it may take its time and fetch the keys of an identity provider.
If the state has moved on when the call's transaction begins, the proof is checked again on the newer state, which must
not wait for anything outside. What may be used once is used up in that transaction, so that of two calls with the same
proof only one goes through.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.errors import MissingAuthenticationTokenError
from limen.store.interface import Reader, Transaction
from limen.wire.parsed_call import ParsedCall


class SingleUse(Protocol):
    """A part of a proof that may be used once."""

    def use_up(self, tx: Transaction, /) -> None:
        """Store that it is used; raises the error for a wrong proof if it has been used in the meantime."""
        ...


@dataclass(frozen=True, slots=True)
class ProvenCall:
    """A parsed call and its caller: the signer of the request, or the identity that the proof names.

    `single_use` must be used up in the transaction of the call; a call that has it therefore writes.
    """

    parsed: ParsedCall
    caller: Caller
    single_use: SingleUse | None = None


class Prover(Protocol):
    """Checks one kind of proof. It raises the error that the operation documents for a wrong one."""

    def prove(self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime) -> ProvenCall:
        """Check the proof in the call's input. This may read from the network."""
        ...

    def prove_again(
        self, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, *, now: datetime
    ) -> ProvenCall:
        """Check a proof that was right on an older state; `request` is authenticated on the newer one."""
        ...


@dataclass(frozen=True, slots=True)
class SignatureProver:
    """The signature is all the proof that there is."""

    def prove(self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime) -> ProvenCall:
        """The call of the signer; raises `MissingAuthenticationTokenError` where nobody has signed."""
        return ProvenCall(call, get_signer(request))

    def prove_again(
        self, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, *, now: datetime
    ) -> ProvenCall:
        """The call of the signer as the newer state knows it."""
        return ProvenCall(proven.parsed, get_signer(request))


def get_signer(request: AuthenticatedRequest) -> Caller:
    """Who signed the request; raises `MissingAuthenticationTokenError` if nobody did."""
    if request.caller.is_anonymous:
        raise MissingAuthenticationTokenError
    return request.caller
