"""Credentials of users for single services, such as Git's for CodeCommit (spec api 2.1, 2.4, 2.6).

At most two for each service. The secret is shown once, when it is made, and only its digest is stored. The public part
stays when the user is renamed; a later user with that name gets another one. Nothing here authenticates a caller by
these credentials.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, cast

from limen.authz.call import AnyCall, AuthorizedCall
from limen.authz.facts import service_credential
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import USER, Form, Target
from limen.domain.iam.credentials import ServiceCredential
from limen.domain.iam.users import User
from limen.domain.identifiers import ENTROPY_BYTES, SERVICE_CREDENTIAL_PREFIX, make_unique_id
from limen.domain.own_services import OwnService
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.iam.credentials.service_secrets import (
    API_KEY_PREFIXES,
    SECRET_BYTES,
    digest_of,
    make_login,
    make_secret,
    parse_service,
)
from limen.operations.iam.credentials.status import parse_status, render_status
from limen.operations.iam.faults import InvalidInputError, NoSuchEntityError
from limen.operations.iam.lookup import get_named_or_own_user
from limen.operations.iam.quotas import SERVICE_CREDENTIALS_PER_USER_AND_SERVICE, require_within
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction
from limen.store.kinds import login_of

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("CreateServiceSpecificCredential", USER, facts=(service_credential,))
def create_service_specific_credential(
    call: AuthorizedCall[shapes.CreateServiceSpecificCredentialRequest], tx: Transaction, environment: Environment
) -> shapes.CreateServiceSpecificCredentialResponse:
    user = get_named_or_own_user(call, tx)
    service = parse_service(call.parameters["ServiceName"], _own_services(call, tx))
    _require_room(tx, user, service)
    login = _free_login(tx, user, service)
    secret = make_secret(service, login, environment.entropy(SECRET_BYTES))
    created, age_days = call.now.replace(microsecond=0), call.parameters.get("CredentialAgeDays")
    credential = ServiceCredential(
        account=call.account,
        id=make_unique_id(SERVICE_CREDENTIAL_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        owner_id=user.id,
        service=service,
        login=login,
        created=created,
        secret_digest=digest_of(secret),
        expires=None if age_days is None else created + timedelta(days=age_days),
    )
    tx.put(credential)
    return {"ServiceSpecificCredential": _render_with_secret(user, credential, secret, now=call.now)}


@table.read("ListServiceSpecificCredentials", Target(Form.NAMED_OR_ALL, "user", "UserName"))
def list_service_specific_credentials(
    call: AuthorizedCall[shapes.ListServiceSpecificCredentialsRequest], reader: Reader, environment: Environment
) -> shapes.ListServiceSpecificCredentialsResponse:
    owned = _every_one(call, reader) if call.parameters.get("AllUsers") else _of_user(call, reader)
    name = call.parameters.get("ServiceName", "")
    service = parse_service(name, _own_services(call, reader)) if name else ""
    wanted = [(user, credential) for user, credential in owned if service in ("", credential.service)]
    page = paginate(call, wanted, lambda pair: f"{pair[0].name.lower()}/{pair[1].created.isoformat()}/{pair[1].id}")
    shown = [_render_metadata(user, credential, now=call.now) for user, credential in page.items]
    return {"ServiceSpecificCredentials": shown, **page.brief_ending()}


@table.write("UpdateServiceSpecificCredential", USER, facts=(service_credential,))
def update_service_specific_credential(
    call: AuthorizedCall[shapes.UpdateServiceSpecificCredentialRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateServiceSpecificCredentialResponse:
    is_active = parse_status(call)
    _, credential = _get_usable(call, tx)
    tx.put(replace(credential, is_active=is_active))
    return {}


@table.write("ResetServiceSpecificCredential", USER, facts=(service_credential,))
def reset_service_specific_credential(
    call: AuthorizedCall[shapes.ResetServiceSpecificCredentialRequest], tx: Transaction, environment: Environment
) -> shapes.ResetServiceSpecificCredentialResponse:
    user, credential = _get_usable(call, tx)
    secret = make_secret(credential.service, credential.login, environment.entropy(SECRET_BYTES))
    tx.put(replace(credential, secret_digest=digest_of(secret)))
    return {"ServiceSpecificCredential": _render_with_secret(user, credential, secret, now=call.now)}


@table.write("DeleteServiceSpecificCredential", USER, facts=(service_credential,))
def delete_service_specific_credential(
    call: AuthorizedCall[shapes.DeleteServiceSpecificCredentialRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteServiceSpecificCredentialResponse:
    _, credential = _get_credential(call, tx)
    tx.delete(credential)
    return {}


def _own_services(call: AnyCall, reader: Reader) -> frozenset[str]:
    return frozenset(service.prefix for service in reader.all(OwnService, call.account))


def _require_room(reader: Reader, user: User, service: str) -> None:
    present = [
        credential
        for credential in reader.find_by(ServiceCredential, "owner", user.account, user.id)
        if credential.service == service
    ]
    limit = SERVICE_CREDENTIALS_PER_USER_AND_SERVICE
    require_within("ServiceSpecificCredentialsPerUser", limit, wanted=len(present) + 1)


def _free_login(reader: Reader, user: User, service: str) -> str:
    logins = (make_login(user.name, user.account, number) for number in count())
    return next(
        login
        for login in logins
        if not reader.find_by(ServiceCredential, "login", user.account, login_of(service, login))
    )


def _of_user(call: AuthorizedCall[members.NamesUser], reader: Reader) -> list[tuple[User, ServiceCredential]]:
    user = get_named_or_own_user(call, reader)
    return [(user, one) for one in reader.find_by(ServiceCredential, "owner", call.account, user.id)]


def _every_one(call: AuthorizedCall[members.NamesUser], reader: Reader) -> list[tuple[User, ServiceCredential]]:
    if "UserName" in call.parameters:
        raise ValidationError("UserName and AllUsers exclude each other.")
    users = {user.id: user for user in reader.all(User, call.account)}
    return [(users[one.owner_id], one) for one in reader.all(ServiceCredential, call.account)]


def _get_credential(
    call: AuthorizedCall[members.NamesServiceCredential], reader: Reader
) -> tuple[User, ServiceCredential]:
    user, credential_id = get_named_or_own_user(call, reader), call.parameters["ServiceSpecificCredentialId"]
    credential = reader.find(ServiceCredential, call.account, credential_id)
    if credential is None:
        raise NoSuchEntityError(f"No such credential {credential_id} exists")
    if credential.owner_id != user.id:
        raise ValidationError(f"The credential {credential_id} is not one of user {user.name}.")
    return user, credential


def _get_usable(call: AuthorizedCall[members.NamesServiceCredential], reader: Reader) -> tuple[User, ServiceCredential]:
    """The same, for operations that need a credential that has not expired."""
    user, credential = _get_credential(call, reader)
    if _is_expired(credential, now=call.now):
        raise InvalidInputError(f"The credential {credential.id} has expired.")
    return user, credential


def _is_expired(credential: ServiceCredential, *, now: datetime) -> bool:
    return credential.expires is not None and credential.expires <= now


def _render_with_secret(
    user: User, credential: ServiceCredential, secret: str, *, now: datetime
) -> shapes.ServiceSpecificCredential:
    answer = cast("shapes.ServiceSpecificCredential", _render_metadata(user, credential, now=now))
    if credential.service in API_KEY_PREFIXES:
        answer["ServiceCredentialSecret"] = secret
    else:
        answer["ServicePassword"] = secret
    return answer


def _render_metadata(
    user: User, credential: ServiceCredential, *, now: datetime
) -> shapes.ServiceSpecificCredentialMetadata:
    is_expired = _is_expired(credential, now=now)
    answer: shapes.ServiceSpecificCredentialMetadata = {
        "UserName": user.name,
        "Status": "Expired" if is_expired else render_status(is_active=credential.is_active),
        "CreateDate": credential.created,
        "ServiceSpecificCredentialId": credential.id,
        "ServiceName": credential.service,
    }
    if credential.expires is not None:
        answer["ExpirationDate"] = credential.expires
    if credential.service in API_KEY_PREFIXES:
        answer["ServiceCredentialAlias"] = credential.login
    else:
        answer["ServiceUserName"] = credential.login
    return answer
