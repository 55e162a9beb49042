"""Signing certificates of users and of root (spec api 2.1, 2.6, 2.11): at most two each.

Uploading the same certificate again adds none; two users of an account cannot have the same one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authn.certificates import certificate_id_in
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import USER
from limen.domain.iam.credentials import SigningCertificate
from limen.operations.environment import Environment
from limen.operations.iam.credentials.credential_owners import CredentialOwner, get_credential_owner
from limen.operations.iam.credentials.status import parse_status, render_status
from limen.operations.iam.faults import DuplicateCertificateError, NoSuchEntityError
from limen.operations.iam.quotas import SIGNING_CERTIFICATES_PER_USER, require_within
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("UploadSigningCertificate", USER)
def upload_signing_certificate(
    call: AuthorizedCall[shapes.UploadSigningCertificateRequest], tx: Transaction, environment: Environment
) -> shapes.UploadSigningCertificateResponse:
    owner, body = get_credential_owner(call, tx), call.parameters["CertificateBody"]
    certificate = SigningCertificate(
        account=call.account,
        id=certificate_id_in(body, now=call.now),
        owner_id=owner.id,
        uploaded=call.now.replace(microsecond=0),
        body=body,
    )
    present = tx.find(SigningCertificate, call.account, certificate.id)
    if present is None:
        owned = tx.find_by(SigningCertificate, "owner", call.account, owner.id)
        require_within("CertificatesPerUser", SIGNING_CERTIFICATES_PER_USER, wanted=len(owned) + 1)
        tx.put(certificate)
    elif present.owner_id != owner.id:
        raise DuplicateCertificateError("The certificate is already associated with another user of the account.")
    return {"Certificate": _render_certificate(owner, present or certificate)}


@table.read("ListSigningCertificates", USER)
def list_signing_certificates(
    call: AuthorizedCall[shapes.ListSigningCertificatesRequest], reader: Reader, environment: Environment
) -> shapes.ListSigningCertificatesResponse:
    owner = get_credential_owner(call, reader)
    certificates = reader.find_by(SigningCertificate, "owner", call.account, owner.id)
    page = paginate(call, certificates, lambda certificate: f"{certificate.uploaded.isoformat()}/{certificate.id}")
    return {"Certificates": [_render_certificate(owner, each) for each in page.items], **page.ending()}


@table.write("UpdateSigningCertificate", USER)
def update_signing_certificate(
    call: AuthorizedCall[shapes.UpdateSigningCertificateRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateSigningCertificateResponse:
    tx.put(replace(_get_certificate(call, tx), is_active=parse_status(call)))
    return {}


@table.write("DeleteSigningCertificate", USER)
def delete_signing_certificate(
    call: AuthorizedCall[shapes.DeleteSigningCertificateRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteSigningCertificateResponse:
    tx.delete(_get_certificate(call, tx))
    return {}


def _get_certificate(call: AuthorizedCall[members.NamesCertificate], reader: Reader) -> SigningCertificate:
    owner, certificate_id = get_credential_owner(call, reader), call.parameters["CertificateId"]
    certificate = reader.find(SigningCertificate, call.account, certificate_id)
    if certificate is None or certificate.owner_id != owner.id:
        raise NoSuchEntityError(f"The Certificate with id {certificate_id} cannot be found.")
    return certificate


def _render_certificate(owner: CredentialOwner, certificate: SigningCertificate) -> shapes.SigningCertificate:
    return {
        "UserName": owner.name or owner.id,
        "CertificateId": certificate.id,
        "CertificateBody": certificate.body,
        "Status": render_status(is_active=certificate.is_active),
        "UploadDate": certificate.uploaded,
    }
