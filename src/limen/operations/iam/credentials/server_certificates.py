"""Server certificates (spec api 2.6, 2.7, 2.8, 2.11): uploaded with their key, renamed, never changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authn.server_certificates import check_server_certificate
from limen.authz.call import AuthorizedCall
from limen.authz.entities import find_named
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING, SERVER_CERTIFICATE, TAGGED_SERVER_CERTIFICATE, Form, Target
from limen.domain.iam.credentials import SERVER_CERTIFICATE_KIND, ServerCertificate
from limen.domain.identifiers import CERTIFICATE_PREFIX, ENTROPY_BYTES, make_unique_id
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.names import has_path_prefix, path_in, require_free_name
from limen.operations.iam.quotas import SERVER_CERTIFICATES_PER_ACCOUNT, require_within
from limen.operations.iam.tags import RESOURCE_TAGS, list_tags, render_tags, require_tag_keys
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

NAME = "ServerCertificateName"

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write(
    "UploadServerCertificate",
    Target(Form.CREATED, SERVER_CERTIFICATE_KIND, NAME, tag_action="iam:TagServerCertificate"),
    secrets=frozenset({"PrivateKey"}),
)
def upload_server_certificate(
    call: AuthorizedCall[shapes.UploadServerCertificateRequest], tx: Transaction, environment: Environment
) -> shapes.UploadServerCertificateResponse:
    """Store a certificate that is valid now, whose key matches and whose chain is in order."""
    parameters, name = call.parameters, call.parameters["ServerCertificateName"]
    tags = RESOURCE_TAGS.merge((), RESOURCE_TAGS.parse_tags(parameters.get("Tags")))
    body, chain = parameters["CertificateBody"], parameters.get("CertificateChain", "")
    expires = check_server_certificate(body, parameters["PrivateKey"], chain, now=call.now)
    require_free_name(tx, ServerCertificate, call.account, name)
    wanted = len(tx.all(ServerCertificate, call.account)) + 1
    require_within("ServerCertificatesPerAccount", SERVER_CERTIFICATES_PER_ACCOUNT, wanted=wanted)
    certificate = ServerCertificate(
        account=call.account,
        id=make_unique_id(CERTIFICATE_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        name=name,
        path=path_in(parameters),
        uploaded=call.now.replace(microsecond=0),
        expires=expires,
        body=body,
        chain=chain,
        partition=call.partition,
        tags=tags,
    )
    tx.put(certificate)
    output: shapes.UploadServerCertificateResponse = {"ServerCertificateMetadata": _render_metadata(certificate)}
    return {**output, "Tags": render_tags(tags)} if tags else output


@table.read("GetServerCertificate", SERVER_CERTIFICATE)
def read_server_certificate(
    call: AuthorizedCall[shapes.GetServerCertificateRequest], reader: Reader, environment: Environment
) -> shapes.GetServerCertificateResponse:
    """One certificate and its chain as they were uploaded."""
    certificate = _get_certificate(call, reader)
    shown: shapes.ServerCertificate = {
        "ServerCertificateMetadata": _render_metadata(certificate),
        "CertificateBody": certificate.body,
    }
    if certificate.chain:
        shown["CertificateChain"] = certificate.chain
    if certificate.tags:
        shown["Tags"] = render_tags(certificate.tags)
    return {"ServerCertificate": shown}


@table.read("ListServerCertificates", EVERYTHING)
def list_server_certificates(
    call: AuthorizedCall[shapes.ListServerCertificatesRequest], reader: Reader, environment: Environment
) -> shapes.ListServerCertificatesResponse:
    """Certificates under a path prefix."""
    certificates = reader.all(ServerCertificate, call.account)
    shown = (each for each in certificates if has_path_prefix(call.parameters, each.path))
    page = paginate(call, shown, lambda certificate: certificate.name.lower())
    return {"ServerCertificateMetadataList": [_render_metadata(each) for each in page.items], **page.ending()}


@table.write(
    "UpdateServerCertificate",
    Target(Form.NAMED, SERVER_CERTIFICATE_KIND, NAME, new_name="NewServerCertificateName"),
)
def update_server_certificate(
    call: AuthorizedCall[shapes.UpdateServerCertificateRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateServerCertificateResponse:
    """Rename or move; the id and the tags stay."""
    certificate = _get_certificate(call, tx)
    name = call.parameters.get("NewServerCertificateName", certificate.name)
    require_free_name(tx, ServerCertificate, call.account, name, renamed=certificate.key)
    tx.put(replace(certificate, name=name, path=call.parameters.get("NewPath", certificate.path)))
    return {}


@table.write("DeleteServerCertificate", SERVER_CERTIFICATE)
def delete_server_certificate(
    call: AuthorizedCall[shapes.DeleteServerCertificateRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteServerCertificateResponse:
    tx.delete(_get_certificate(call, tx))
    return {}


@table.write("TagServerCertificate", TAGGED_SERVER_CERTIFICATE)
def tag_server_certificate(
    call: AuthorizedCall[shapes.TagServerCertificateRequest], tx: Transaction, environment: Environment
) -> shapes.TagServerCertificateResponse:
    """Add tags or give them new values."""
    added, certificate = RESOURCE_TAGS.parse_additions(call), _get_certificate(call, tx)
    tx.put(replace(certificate, tags=RESOURCE_TAGS.merge(certificate.tags, added)))
    return {}


@table.write("UntagServerCertificate", TAGGED_SERVER_CERTIFICATE)
def untag_server_certificate(
    call: AuthorizedCall[shapes.UntagServerCertificateRequest], tx: Transaction, environment: Environment
) -> shapes.UntagServerCertificateResponse:
    """Remove tags."""
    keys, certificate = require_tag_keys(call), _get_certificate(call, tx)
    tx.put(replace(certificate, tags=RESOURCE_TAGS.remove(certificate.tags, keys)))
    return {}


@table.read("ListServerCertificateTags", SERVER_CERTIFICATE)
def list_server_certificate_tags(
    call: AuthorizedCall[shapes.ListServerCertificateTagsRequest], reader: Reader, environment: Environment
) -> shapes.ListServerCertificateTagsResponse:
    return list_tags(call, _get_certificate(call, reader).tags)


def _get_certificate(call: AuthorizedCall[members.NamesServerCertificate], reader: Reader) -> ServerCertificate:
    name = call.parameters["ServerCertificateName"]
    certificate = find_named(reader, ServerCertificate, call.account, name)
    if certificate is None:
        raise NoSuchEntityError(f"The Server Certificate with name {name} cannot be found.")
    return certificate


def _render_metadata(certificate: ServerCertificate) -> shapes.ServerCertificateMetadata:
    return {
        "Path": certificate.path,
        "ServerCertificateName": certificate.name,
        "ServerCertificateId": certificate.id,
        "Arn": certificate.arn,
        "UploadDate": certificate.uploaded,
        "Expiration": certificate.expires,
    }
