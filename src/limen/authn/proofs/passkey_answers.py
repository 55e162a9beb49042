"""The second factor by passkey: the signed answer to a challenge, accepted once.

It is checked against the state of a reader and used up in the transaction that lets the user in: the challenge is
deleted and the counter stored. The second of two sign-ins with the same answer finds no challenge.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from limen.authn.passkeys.answers import WrongAnswerError, is_counter_valid, read_credential_id, verify_signature
from limen.authn.passkeys.challenges import Occasion, find_challenge
from limen.authn.passkeys.relying_party import RelyingParty
from limen.domain.iam.mfa import Passkey, PasskeyChallenge
from limen.store.interface import Reader, Transaction


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """The id of a challenge, and the AuthenticationResponseJSON of the browser."""

    challenge_id: str
    credential: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProvedAnswer:
    """A correct answer: its device, its challenge and its counter."""

    account: str
    serial: str
    challenge_id: str
    sign_count: int


def find_passkeys(reader: Reader, account: str, owner_id: str) -> tuple[Passkey, ...]:
    """The passkeys of a user, or of root (`owner_id` is then the account's id)."""
    return reader.find_by(Passkey, "owner", account, owner_id)


def find_answer_proof(
    reader: Reader, answer: PasskeyAnswer, occasion: Occasion, relying_party: RelyingParty, *, now: datetime
) -> ProvedAnswer | None:
    """The proof, if one of the user's passkeys has signed the challenge for this occasion; otherwise `None`."""
    challenge = find_challenge(reader, answer.challenge_id, occasion, now=now)
    if challenge is None:
        return None
    try:
        credential_id = read_credential_id(answer.credential)
        passkey = _find_own(reader, occasion, credential_id)
        if passkey is None:
            return None
        sign_count = verify_signature(answer.credential, passkey, challenge, relying_party)
    except WrongAnswerError:
        return None
    return ProvedAnswer(passkey.account, passkey.arn, challenge.id, sign_count)


def use_up_answer(tx: Transaction, proof: ProvedAnswer) -> bool:
    """Delete the challenge and store the counter; `False` if the answer was used or the passkey removed meanwhile."""
    challenge = tx.find(PasskeyChallenge, proof.account, proof.challenge_id)
    passkey = tx.find(Passkey, proof.account, proof.serial)
    if challenge is None or passkey is None or not is_counter_valid(passkey.sign_count, proof.sign_count):
        return False
    tx.delete(challenge)
    tx.put(replace(passkey, sign_count=proof.sign_count))
    return True


def _find_own(reader: Reader, occasion: Occasion, credential_id: bytes) -> Passkey | None:
    found = reader.find_by(Passkey, "credential", occasion.account, credential_id.hex())
    return next(
        (each for each in found if each.owner_id == occasion.owner_id and each.relying_party == occasion.relying_party),
        None,
    )
