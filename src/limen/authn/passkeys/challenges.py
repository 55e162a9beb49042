"""Challenges: random, for one user and one purpose, valid for five minutes, answered once.

They are in the store, so that any node can check an answer, and so that the second of two requests with the same answer
finds the challenge used.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from limen.authn.keyring import Entropy
from limen.domain.iam.mfa import Ceremony, PasskeyChallenge
from limen.domain.identifiers import ENTROPY_BYTES, make_unique_id
from limen.store.interface import Reader, Transaction

CHALLENGE_LIFE: Final = timedelta(minutes=5)
CHALLENGE_BYTES: Final = 32
CHALLENGE_PREFIX: Final = "LPKC"
MAX_CHALLENGES_PER_OWNER: Final = 8
"""The most unanswered challenges of an owner; the oldest ones beyond it are removed."""

MAX_SWEPT: Final = 100


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a challenge is for: a ceremony of a user, or of root, at a relying party.

    `owner_id` is the account's id for root. `name` is that of the device to register.
    """

    account: str
    owner_id: str
    ceremony: Ceremony
    relying_party: str
    name: str = ""
    password_changed: datetime | None = None


def begin_challenge(tx: Transaction, occasion: Occasion, *, entropy: Entropy, now: datetime) -> PasskeyChallenge:
    """Store a new challenge and return it."""
    _sweep(tx, occasion, now=now)
    challenge = PasskeyChallenge(
        account=occasion.account,
        id=make_unique_id(CHALLENGE_PREFIX, occasion.account, entropy(ENTROPY_BYTES)),
        owner_id=occasion.owner_id,
        ceremony=occasion.ceremony,
        challenge=entropy(CHALLENGE_BYTES),
        relying_party=occasion.relying_party,
        expires=now + CHALLENGE_LIFE,
        name=occasion.name,
        password_changed=occasion.password_changed,
    )
    tx.put(challenge)
    return challenge


def find_challenge(reader: Reader, key: str, occasion: Occasion, *, now: datetime) -> PasskeyChallenge | None:
    """The challenge, if it was made for this occasion, is unused and has not expired."""
    found = reader.find(PasskeyChallenge, occasion.account, key)
    if found is None or now >= found.expires:
        return None
    wanted = (occasion.owner_id, occasion.ceremony, occasion.relying_party, occasion.password_changed)
    return found if (found.owner_id, found.ceremony, found.relying_party, found.password_changed) == wanted else None


def _sweep(tx: Transaction, occasion: Occasion, *, now: datetime) -> None:
    """Remove expired challenges of the account, and the owner's oldest ones beyond the limit."""
    expired = (each for each in tx.all(PasskeyChallenge, occasion.account) if now >= each.expires)
    for each in tuple(islice(expired, MAX_SWEPT)):
        tx.delete(each)
    present = tx.find_by(PasskeyChallenge, "owner", occasion.account, occasion.owner_id)
    by_age = sorted(present, key=lambda each: each.expires)
    for each in by_age[: max(0, len(by_age) - MAX_CHALLENGES_PER_OWNER + 1)]:
        tx.delete(each)
