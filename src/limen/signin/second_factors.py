"""The second factor of a sign-in: what a user with MFA devices may send, and the proof that it is right.

After a correct password the user chooses among the devices: a code of a virtual one, or the answer of a passkey to a
challenge. A passkey works in a browser only, at the host name where it was registered.
"""

from dataclasses import dataclass
from datetime import datetime

from limen.authn.mfa_devices import find_mfa_devices
from limen.authn.one_time_codes import ProvedCode
from limen.authn.passkeys.ceremony_options import request_options
from limen.authn.passkeys.challenges import Occasion, begin_challenge
from limen.authn.passkeys.relying_party import PasskeysUnavailableError, RelyingParty, find_relying_party
from limen.authn.proofs.mfa_codes import find_devices, find_proof, use_up
from limen.authn.proofs.passkey_answers import (
    PasskeyAnswer,
    ProvedAnswer,
    find_answer_proof,
    find_passkeys,
    use_up_answer,
)
from limen.domain.iam.mfa import Ceremony
from limen.operations.environment import Environment
from limen.signin.faults import incorrect
from limen.signin.identities import Identity
from limen.signin.token_grants import PasswordGrant
from limen.store.interface import Reader, Transaction

Proof = ProvedCode | ProvedAnswer


@dataclass(frozen=True, slots=True)
class Choice:
    """What a user can choose from: codes, if a device shows them, and passkeys, if `relying_party` is set.

    `note` says why passkeys do not work here.
    """

    has_codes: bool
    relying_party: RelyingParty | None = None
    note: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether the user can sign in here."""
        return self.has_codes or self.relying_party is not None


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """The checks for one request; `origin` is the server as the client addresses it."""

    environment: Environment
    origin: str
    now: datetime

    def find_choice(self, reader: Reader, identity: Identity, *, in_browser: bool) -> Choice:
        """What the user can choose from; passkeys need the console (`in_browser`)."""
        has_codes = bool(find_devices(reader, identity.account, identity.id))
        passkeys = find_passkeys(reader, identity.account, identity.id)
        if not passkeys:
            return Choice(has_codes)
        if not in_browser:
            return Choice(has_codes, note="Your MFA device is a passkey. Sign in to the console, where passkeys work.")
        try:
            relying_party = find_relying_party(self.origin)
        except PasskeysUnavailableError as error:
            return Choice(has_codes, note=str(error))
        hosts = {each.relying_party for each in passkeys}
        if relying_party.id in hosts:
            return Choice(has_codes, relying_party)
        return Choice(has_codes, note=f"Your passkey works at {', '.join(sorted(hosts))} only.")

    def begin_challenge(self, tx: Transaction, identity: Identity, relying_party: RelyingParty) -> dict[str, object]:
        """Store a challenge for the user's passkeys; return its id and the options for the browser."""
        occasion = _occasion(identity, relying_party)
        challenge = begin_challenge(tx, occasion, entropy=self.environment.entropy, now=self.now)
        options = request_options(challenge, find_passkeys(tx, identity.account, identity.id))
        return {"challengeId": challenge.id, "options": options}

    def find_proof(self, reader: Reader, identity: Identity, grant: PasswordGrant) -> Proof | None:
        """The proof, or `None` if the user has no device and sends none; raises the fault of a wrong password."""
        if not grant.has_second_factor and not find_mfa_devices(reader, identity.account, identity.id):
            return None
        proof: Proof | None
        if grant.passkey is not None:
            proof = self._find_answer(reader, identity, grant.passkey)
        else:
            proof = self._find_code(reader, identity, grant.mfa_code or "")
        if proof is None:
            raise incorrect()
        return proof

    def use_up(self, tx: Transaction, proof: Proof) -> None:
        """Store that the proof is used; raises the fault if it was before.

        The proof must have been found in the same transaction.
        """
        is_unused = use_up_answer(tx, proof) if isinstance(proof, ProvedAnswer) else use_up(tx, proof)
        if not is_unused:
            raise incorrect()

    def _find_code(self, reader: Reader, identity: Identity, code: str) -> ProvedCode | None:
        vault = self.environment.vault
        devices = find_devices(reader, identity.account, identity.id)
        proofs = (find_proof(vault, device, code, now=self.now) for device in devices)
        return next(filter(None, proofs), None)

    def _find_answer(self, reader: Reader, identity: Identity, answer: PasskeyAnswer) -> ProvedAnswer | None:
        try:
            relying_party = find_relying_party(self.origin)
        except PasskeysUnavailableError:
            return None
        return find_answer_proof(reader, answer, _occasion(identity, relying_party), relying_party, now=self.now)


def _occasion(identity: Identity, relying_party: RelyingParty) -> Occasion:
    return Occasion(
        identity.account,
        identity.id,
        Ceremony.SIGN_IN,
        relying_party.id,
        password_changed=identity.password_changed,
    )
