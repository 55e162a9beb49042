"""The canonical request and the string to sign (spec api 2.14), rebuilt from the raw request.

The path is the raw one, with dot segments and repeated slashes removed, percent-encoded once more; S3 signs it
unchanged. The query is decoded, encoded again and sorted, without its own signature: clients encode it in different
ways, and only one encoding is canonical. The payload's digest is computed from the body, whatever a header claims,
because the signature would otherwise not protect the body; only S3 may leave the body unsigned.
"""

from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote

from limen.sigv4.message import Message, split_query
from limen.sigv4.signed_request import ALGORITHM, SignedRequest

S3 = "s3"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
PAYLOAD_DIGEST = "x-amz-content-sha256"


def render_canonical_request(message: Message, signed: SignedRequest, *, is_body_here: bool = True) -> str:
    """Rebuild the text whose digest was signed; a signed header that is missing in the request counts as empty.

    If the body is not here, because a web server keeps it, the signed header states its digest.
    """
    is_s3 = signed.scope.service == S3
    headers = signed.headers
    # In the order of `SignedHeaders`. Clients sort the names; the list itself is signed too, so another order protects
    # the same headers. A header that a proxy removed after signing is empty here, and the signature does not match.
    lines = [f"{name}:{headers.get(name, '')}" for name in signed.signed_headers]
    return "\n".join(
        (
            message.method,
            message.raw_path if is_s3 else _canonical_path(message.raw_path),
            _canonical_query(message.raw_query) if message.raw_query else "",
            *lines,
            "",
            ";".join(signed.signed_headers),
            _find_payload(message, signed, is_body_here=is_body_here),
        )
    )


def render_string_to_sign(signed: SignedRequest, canonical_request: str) -> str:
    """Render the text that is signed with the signing key."""
    # Back to the bytes on the wire: `message` has one character for each of them.
    digest = sha256(canonical_request.encode("latin-1", "xmlcharrefreplace")).hexdigest()
    return f"{ALGORITHM}\n{signed.timestamp}\n{signed.scope}\n{digest}"


def _canonical_path(raw_path: str) -> str:
    if raw_path == "/":
        return raw_path
    # Dot segments are removed as in RFC 3986, 5.2.4, and repeated slashes become one, before the second encoding. S3 is
    # exempt, because `a//b` and `a/../b` are separate keys there.
    kept: list[str] = []
    for segment in raw_path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment and segment != ".":
            kept.append(segment)
    # The path is encoded already; AWS signs it encoded once more, so `%20` becomes `%2520` (SigV4, canonical URI).
    slash = "/" if kept and raw_path.endswith("/") else ""
    return quote(f"/{'/'.join(kept)}{slash}", safe="/~", encoding="latin-1", errors="replace")


def _canonical_query(raw_query: str) -> str:
    # AWS sorts by the encoded names, then by the encoded values: `a b` is sorted as `a%20b`. The presigned query cannot
    # contain its own signature when it is signed.
    pairs = [(_encode(name), _encode(value)) for name, value in split_query(raw_query) if name != "X-Amz-Signature"]
    return "&".join([f"{name}={value}" for name, value in sorted(pairs)])


def _encode(text: str) -> str:
    """Percent-encode all but the unreserved characters of RFC 3986, which `quote` always keeps; a space is `%20`."""
    return quote(text, safe="", encoding="latin-1", errors="replace")


def _find_payload(message: Message, signed: SignedRequest, *, is_body_here: bool) -> str:
    if not is_body_here and PAYLOAD_DIGEST in signed.signed_headers:
        return signed.headers.get(PAYLOAD_DIGEST, "")
    if signed.scope.service == S3:
        return _payload_hash(message, signed.headers, signed)
    return sha256(message.body).hexdigest()


def _payload_hash(message: Message, headers: Mapping[str, str], signed: SignedRequest) -> str:
    # A presigned URL is made before its body exists, so S3 never signs the body of one. A header may leave the body
    # out only by this one value; any other claim is ignored, and the body as received is hashed.
    if signed.is_presigned or headers.get(PAYLOAD_DIGEST) == UNSIGNED_PAYLOAD:
        return UNSIGNED_PAYLOAD
    return sha256(message.body).hexdigest()
