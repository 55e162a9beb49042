"""Audit records as they are in the table: the texts to filter by as numbers, everything else deflated.

A record's text is mostly the same from call to call, so it is deflated with a dictionary of what is common. The first
byte of a body names the form: a later form gets another number, and this one stays readable.
"""

import zlib
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter

from limen.domain.events import AuditRecord
from limen.store.codec import from_microseconds
from limen.store.interface import StoreError

LONGEST_TEXT_BYTES = 2048
"""The filter sees a hostile text only up to this length; the document holds it as the audit trail records it."""

FIELDS = (
    "id", "account", "principal_arn", "access_key_id", "event_source", "event_name", "error_code", "source_ip",
    "request_id",
)  # fmt: skip
_texts_of = attrgetter(*FIELDS)

_FORM = b"\x01"
_SEPARATOR = "\0"
_EFFORT, _WINDOW_BITS, _MEMORY_LEVEL = 3, -12, 5  # No zlib header; higher values cost time and save hardly a byte.
_WIDEST_WINDOW_BITS = -15  # Reads whatever window a body was written with.

# Deflate encodes matches near the end in fewer bits, so the most common texts come last.
_COMMON = (
    b'"errorCode":"AccessDenied","errorMessage":"User: arn:aws:iam:: is not authorized to perform: iam: on resource: '
    b'because no identity-based policy allows the action with an explicit deny in an identity-based policy"'
    b'"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA","arn":"arn:aws:iam::role/","accountId":"",'
    b'"userName":""},"attributes":{"creationDate":"20","mfaAuthenticated":"false"}}},"type":"AssumedRole","type":"Root"'
    b'"eventSource":"sts.amazonaws.com","eventName":"AssumeRole","GetCallerIdentity","roleArn":"arn:aws:sts::'
    b'assumed-role/","roleSessionName":"","groupName":"","roleName":"","policyName":"","policyArn":"arn:aws:iam::aws:'
    b'policy/","policyDocument":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":'
    b'"eventName":"ListUsers","eventName":"GetRole","eventName":"GetPolicy","CreateUser","userAgent":"aws-cli/2. '
    b"md/awscrt# ua/2.1 os/linux# md/arch#x86_64 lang/python#3. md/pyimpl#CPython m/Z,b,n cfg/retry-mode#standard "
    b"Boto3/1. md/Botocore#1. ua/2.1 os/linux#6. md/arch#x86_64 lang/python#3.1 md/pyimpl#CPython m/Z,b,n "
    b'cfg/retry-mode#legacy Botocore/1.","decision":"Denied"{"eventVersion":"1.11","userIdentity":{"type":"IAMUser",'
    b'"principalId":"AIDA","arn":"arn:aws:iam::user/","accountId":"","accessKeyId":"AKIA","userName":""},'
    b'"eventTime":"2026-","eventSource":"iam.amazonaws.com","eventName":"GetUser","awsRegion":"us-east-1",'
    b'"sourceIPAddress":"127.0.0.1","userAgent":"","requestParameters":{"userName":""},"responseElements":null,'
    b'"requestID":"","eventID":"","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,'
    b'"recipientAccountId":"","eventCategory":"Management","additionalEventData":{"decisionId":"",'
    b'"decision":"Allowed","revision":'
)


_FRESH = zlib.compressobj(_EFFORT, zlib.DEFLATED, _WINDOW_BITS, _MEMORY_LEVEL, zdict=_COMMON)
"""Copied for each record, which is quicker than making one."""


def render_body(record: AuditRecord) -> bytes:
    """Deflate the texts and the document of a record."""
    text = _SEPARATOR.join((*storable_texts(record), record.document))
    deflating = _FRESH.copy()
    # A lone surrogate has no UTF-8; that must not keep a call out of the trail.
    return _FORM + deflating.compress(text.encode("utf-8", "replace")) + deflating.flush()


def parse_body(body: bytes, at: int) -> AuditRecord:
    """Read a record back; raises `StoreError` for a body of another form."""
    if body[:1] != _FORM:
        raise StoreError("The audit trail holds a record of an unknown form. Use the newer Limen that wrote it.")
    try:
        inflating = zlib.decompressobj(_WIDEST_WINDOW_BITS, zdict=_COMMON)
        text = inflating.decompress(body[1:]).decode()
        if not inflating.eof:
            raise ValueError("cut off")
        *texts, document = text.split(_SEPARATOR, len(FIELDS))
        return AuditRecord(at=from_microseconds(at), document=document, **dict(zip(FIELDS, texts, strict=True)))
    except (zlib.error, ValueError) as error:
        raise StoreError("The audit trail holds a record that cannot be read. Restore it from a backup.") from error


def storable_texts(record: AuditRecord) -> tuple[str, ...]:
    """The texts to filter by, in a form that can be stored."""
    texts: tuple[str, ...] = _texts_of(record)
    joined = "".join(texts)
    if len(joined) <= LONGEST_TEXT_BYTES and joined.isascii() and _SEPARATOR not in joined:
        return texts
    return tuple(map(storable, texts))


def storable(text: str) -> str:
    """The text without NUL and lone surrogates, up to the limit; nearly always unchanged."""
    if len(text) <= LONGEST_TEXT_BYTES and text.isascii() and _SEPARATOR not in text:
        return text
    clean = text.replace(_SEPARATOR, "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace")
    return clean[:LONGEST_TEXT_BYTES].decode("utf-8", "ignore")


@lru_cache(maxsize=4096)
def number_of(text: str) -> int:
    """The number that represents a text in the columns and their indexes; 0 for none.

    Two texts with one number are as unlikely as 64 bits make them; readers compare the texts themselves.
    """
    if not text:
        return 0
    return int.from_bytes(blake2b(storable(text).encode(), digest_size=8).digest(), "big", signed=True)
