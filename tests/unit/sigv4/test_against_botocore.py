"""botocore is the signing oracle: whatever it signs is accepted, and no single change to it is."""

from dataclasses import dataclass
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from limen.errors import ApiError
from limen.sigv4 import derive_signing_key, parse_signed_request, verify
from limen.sigv4.canonical import render_canonical_request
from limen.wire.http import HTTPRequest
from tests.unit.sigv4.signing import NOW, SECRET, rebuild, sign

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=10)
SEGMENT = st.one_of(st.sampled_from(["", ".", "..", "a%2Fb", "arn%3Aaws%3Aiam%3A%3A1%3Aroot"]), TEXT.map(quote))
HEADER_VALUE = st.text("abc XYZ\t,;=\"'()!09", max_size=15).map(str.strip)
SERVICES = frozenset({"iam", "sts"})


@dataclass(frozen=True)
class Case:
    """A signed request and what it was made of."""

    request: HTTPRequest
    is_presigned: bool


@st.composite
def signed_requests(draw: st.DrawFn) -> Case:
    pairs = draw(st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=4, unique_by=lambda pair: pair[0]))
    assume(not any(name.startswith("X-Amz-") for name, _ in pairs))
    headers = draw(st.dictionaries(WORD.map(lambda name: f"x-amz-meta-{name}"), HEADER_VALUE, max_size=3))
    expires = draw(st.none() | st.integers(1, 604_800))
    request = sign(
        draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"])),
        "/" + "/".join(draw(st.lists(SEGMENT, max_size=4))),
        "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs),
        headers.items(),
        draw(st.binary(max_size=40)) if expires is None else b"",
        service=draw(st.sampled_from(sorted(SERVICES))),
        region=draw(WORD),
        token=draw(st.none() | st.text("abcAB01/+=", min_size=1, max_size=30)),
        expires=expires,
    )
    return Case(request, expires is not None)


def accept(request: HTTPRequest) -> None:
    signed = parse_signed_request(request)
    assert signed is not None
    verify(request, signed, derive_signing_key(SECRET, signed.scope), services=SERVICES, now=NOW)


def canonical(request: HTTPRequest) -> str:
    signed = parse_signed_request(request)
    assert signed is not None
    return render_canonical_request(request, signed)


@given(signed_requests())
def test_what_botocore_signs_is_accepted(case):
    accept(case.request)


def change_text(text: str, position: int, other: str) -> str:
    at = position % (len(text) + 1)
    return text[:at] + other + text[at + 1 :]


@given(signed_requests(), st.integers(0, 10_000), st.sampled_from("aZ0/.%&= "), st.data())
def test_no_single_change_is_accepted(case, position, other, data):
    request = case.request
    place = data.draw(st.sampled_from(["method", "raw_path", "raw_query", "body", "header"]))
    if place == "header":
        signed_names = parse_signed_request(request).signed_headers
        index = data.draw(st.sampled_from([i for i, (name, _) in enumerate(request.headers) if name in signed_names]))
        headers = list(request.headers)
        headers[index] = (headers[index][0], change_text(headers[index][1], position, other))
        changed = rebuild(request, headers=tuple(headers))
    elif place == "body":
        changed = rebuild(request, body=change_text(request.body.decode("latin-1"), position, other).encode("latin-1"))
    else:
        changed = rebuild(request, **{place: change_text(getattr(request, place), position, other)})
    _refuse_or_mean_the_same(request, changed)


def _refuse_or_mean_the_same(request: HTTPRequest, changed: HTTPRequest) -> None:
    """A change that SigV4's canonical form removes (`/./`, `&&`, another run of spaces) is no change."""
    try:
        assume(canonical(changed) != canonical(request))
    except ApiError:
        return
    signed = parse_signed_request(changed)
    assert signed is not None
    with pytest.raises(ApiError):
        accept(changed)


@given(signed_requests(), st.integers(0, 63), st.sampled_from("0123456789abcdef"))
def test_no_other_signature_is_accepted(case, position, digit):
    request = case.request
    signed = parse_signed_request(request)
    assert signed is not None
    assume(signed.signature[position] != digit)
    forged = signed.signature[:position] + digit + signed.signature[position + 1 :]
    changed = rebuild(
        request,
        raw_query=request.raw_query.replace(signed.signature, forged),
        headers=tuple((name, value.replace(signed.signature, forged)) for name, value in request.headers),
    )
    with pytest.raises(ApiError):
        accept(changed)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.binary(max_size=10))
def test_arbitrary_signatures_are_api_errors(authorization, raw_query, date, body):
    headers = (("host", "h"), ("authorization", f"AWS4-HMAC-SHA256 {authorization}"), ("x-amz-date", date))
    for request in (
        HTTPRequest("POST", "/", "", headers, body),
        HTTPRequest("GET", "/", f"{raw_query}&X-Amz-Signature={authorization}&X-Amz-Date={date}", (), body),
    ):
        with pytest.raises(ApiError):
            accept(request)
