"""BeginPasskeyRegistration and FinishPasskeyRegistration: passkeys as MFA devices of users and of root.

AWS's console registers FIDO security keys with a call that is not public; policies allow it by the action of enabling a
device, which is the action here too. IAM's operations list and deactivate all devices.
"""

from __future__ import annotations

import json
from base64 import b32encode
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from limen.authn.mfa_devices import find_mfa_devices
from limen.authn.passkeys.answers import WrongAnswerError, verify_new_credential
from limen.authn.passkeys.ceremony_options import creation_options
from limen.authn.passkeys.challenges import Occasion, begin_challenge, find_challenge
from limen.authn.passkeys.relying_party import PasskeysUnavailableError, RelyingParty, find_relying_party
from limen.authn.proofs.passkey_answers import find_passkeys
from limen.authz.call import AnyCall, AuthorizedCall
from limen.authz.facts import security_key_activation, security_key_creation
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import USER
from limen.domain.arn import passkey_arn
from limen.domain.iam.mfa import Ceremony, Passkey, PasskeyChallenge
from limen.domain.iam.users import User
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.mfa.device_owners import DeviceOwner, get_owner, require_own_mfa
from limen.operations.iam.mfa.devices import ENABLING
from limen.operations.iam.quotas import MFA_DEVICES_PER_USER
from limen.operations.limen.faults import LimitExceededError, ResourceNotFoundError
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.limen import shapes

ENABLE: Final = f"iam:{ENABLING}"
SUFFIX_LENGTH: Final = 26
"""Characters in the random end of a serial number, as many as in AWS's."""

table = OperationTable("limen", IAM_RESTRICTIONS)


@table.write("BeginPasskeyRegistration", USER, acts_as=ENABLE, facts=(security_key_creation,))
def begin_passkey_registration(
    call: AuthorizedCall[shapes.BeginPasskeyRegistrationRequest], tx: Transaction, environment: Environment
) -> shapes.BeginPasskeyRegistrationResponse:
    owner = _get_possible_owner(call, tx)
    occasion = _occasion(call, owner, _get_relying_party(call), name=call.parameters["DeviceName"])
    challenge = begin_challenge(tx, occasion, entropy=environment.entropy, now=call.now)
    present = find_passkeys(tx, call.account, owner.id)
    options = creation_options(challenge, present, user_name=_shown_name(tx, call, owner))
    return {"ChallengeId": challenge.id, "Options": json.dumps(options), "Expires": challenge.expires}


# The credential has no secret, but it is long, and its important parts are stored.
@table.write(
    "FinishPasskeyRegistration",
    USER,
    acts_as=ENABLE,
    facts=(security_key_activation,),
    secrets=frozenset({"Credential"}),
)
def finish_passkey_registration(
    call: AuthorizedCall[shapes.FinishPasskeyRegistrationRequest], tx: Transaction, environment: Environment
) -> shapes.FinishPasskeyRegistrationResponse:
    owner = _get_possible_owner(call, tx)
    relying_party = _get_relying_party(call)
    occasion = _occasion(call, owner, relying_party)
    challenge = find_challenge(tx, call.parameters["ChallengeId"], occasion, now=call.now)
    if challenge is None:
        raise ResourceNotFoundError("The registration has expired, or it was begun elsewhere. Begin again.")
    passkey = _make_passkey(call, owner, challenge, relying_party)
    if tx.find_by(Passkey, "credential", call.account, passkey.credential_id.hex()):
        raise ValidationError("The passkey is already registered.")
    tx.delete(challenge)
    tx.put(passkey)
    return {"SerialNumber": passkey.arn}


def _get_possible_owner(
    call: AuthorizedCall[shapes.BeginPasskeyRegistrationRequest]
    | AuthorizedCall[shapes.FinishPasskeyRegistrationRequest],
    tx: Transaction,
) -> DeviceOwner:
    """The owner of the new device; raises the fault if it may not have another one."""
    try:
        owner = get_owner(call, tx)
    except NoSuchEntityError as fault:
        raise ResourceNotFoundError(fault.message) from None
    require_own_mfa(call, tx, owner)
    if len(find_mfa_devices(tx, call.account, owner.id)) >= MFA_DEVICES_PER_USER:
        raise LimitExceededError(f"Cannot exceed quota for MFADevicesPerUser: {MFA_DEVICES_PER_USER}")
    return owner


def _get_relying_party(call: AnyCall) -> RelyingParty:
    try:
        return find_relying_party(call.origin)
    except PasskeysUnavailableError as error:
        raise ValidationError(str(error)) from None


def _occasion(call: AnyCall, owner: DeviceOwner, relying_party: RelyingParty, *, name: str = "") -> Occasion:
    return Occasion(call.account, owner.id, Ceremony.REGISTRATION, relying_party.id, name)


def _make_passkey(
    call: AuthorizedCall[shapes.FinishPasskeyRegistrationRequest],
    owner: DeviceOwner,
    challenge: PasskeyChallenge,
    relying_party: RelyingParty,
) -> Passkey:
    try:
        made = verify_new_credential(call.parameters["Credential"], challenge, relying_party)
    except WrongAnswerError as error:
        raise ValidationError(str(error)) from None
    # The end of the serial number comes from the challenge, which is random and answered once.
    suffix = b32encode(sha256(challenge.challenge).digest()).decode()[:SUFFIX_LENGTH]
    user_name = "" if owner.id == call.account else owner.name
    return Passkey(
        account=call.account,
        arn=passkey_arn(call.partition, call.account, user_name, f"{challenge.name}-{suffix}"),
        name=challenge.name,
        owner_id=owner.id,
        created=call.now.replace(microsecond=0),
        credential_id=made.id,
        public_key=made.public_key,
        relying_party=relying_party.id,
        sign_count=made.sign_count,
        transports=made.transports,
    )


def _shown_name(reader: Reader, call: AnyCall, owner: DeviceOwner) -> str:
    """The name that the authenticator shows next to others."""
    is_user = reader.find(User, call.account, owner.id) is not None
    return f"{owner.name if is_user else 'root'} @ {call.account}"
