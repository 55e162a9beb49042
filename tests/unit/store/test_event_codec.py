"""Bodies of audit records: complete after reading, small, and of a stable form."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.domain.events import AuditRecord
from limen.store.codec import to_microseconds
from limen.store.interface import StoreError
from limen.store.sql import event_codec
from limen.store.sql.event_codec import FIELDS, number_of, parse_body, render_body, storable
from tests.store.samples import START, record

AT = to_microseconds(START)
TEXT = st.text(max_size=60)
GOLDEN = (
    "0103d50599290c902a016c39980d4f1df1c0c4009305866f7c766a653c543dd875f190084012c8038625840baae1e2938189"
    "19cc85288ccf2c00f3a0c10932ab1a6b94d70200"
)
DICTIONARY = "3df2e44948174d7f7a5db1c2dfa4bab9e6a67c505befe5e77620170cf4e76723"


@given(st.lists(TEXT, min_size=len(FIELDS), max_size=len(FIELDS)), TEXT)
def test_a_record_is_whole_again(texts, document):
    written = AuditRecord(at=START, document=document, **dict(zip(FIELDS, map(storable, texts), strict=True)))
    read = parse_body(render_body(written), AT)
    assert read == AuditRecord(
        at=START,
        document=document.encode("utf-8", "replace").decode(),
        **{field: storable(getattr(written, field)) for field in FIELDS},
    )


def test_a_usual_record_takes_less_than_a_third():
    identity = {"type": "IAMUser", "principalId": "AIDAQNZGKIQY56JQ7WMLX", "accountId": "111122223333"}
    event = {
        "eventVersion": "1.11", "userIdentity": identity, "eventTime": "2026-11-30T20:20:20Z",
        "eventSource": "iam.amazonaws.com", "eventName": "GetUser", "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.17", "userAgent": "Boto3/1.43.62 md/Botocore#1.43.62 ua/2.1 os/linux#6.18",
        "requestParameters": {"userName": "alice"}, "responseElements": None,
        "requestID": "0d5b7a3c-94a1-4d23-8f37-1234567890ab", "eventID": "8a5b7a3c-94a1-4d23-8f37-abcdef123456",
        "readOnly": True, "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": "111122223333",
    }  # fmt: skip
    document = json.dumps(event, separators=(",", ":"))
    assert len(render_body(record(document=document))) < len(document) / 3


def test_the_form_is_as_it_was_written():
    """A body of this form is in databases: neither the dictionary nor the order of the fields may change."""
    body = bytes.fromhex(GOLDEN)
    assert parse_body(body, AT) == AuditRecord(
        at=START, document='{"eventName":"GetUser"}', **{field: f"the {field}" for field in FIELDS}
    )
    assert sha256(event_codec._COMMON).hexdigest() == DICTIONARY


@pytest.mark.parametrize("body", [b"", b"\x02abc", b"\x01abc", b"\x01", render_body(record())[:-3]])
def test_bytes_that_are_not_a_body_are_refused(body):
    with pytest.raises(StoreError, match=r"unknown form|cannot be read"):
        parse_body(body, AT)


@pytest.mark.parametrize("text", ["", "a", "\ud800", "\0", "x" * 5000])
def test_a_text_has_one_number_of_64_bits(text):
    assert number_of(text) == number_of(text)
    assert -(2**63) <= number_of(text) < 2**63
    assert (number_of(text) == 0) is (text == "")
