from threading import Thread

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from limen.sigv4 import CredentialScope, SigningKeys, derive_signing_key

SCOPE = CredentialScope("20260314", "us-east-1", "iam", "aws4_request")


def test_the_key_of_the_published_example():
    """The example of AWS's documentation of signing key derivation."""
    scope = CredentialScope("20120215", "us-east-1", "iam", "aws4_request")
    key = derive_signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope)
    assert key.hex() == "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d"


@given(st.text("abcXYZ019+/", min_size=1), st.from_regex(r"\A[a-z0-9-]{1,20}\Z"))
def test_keys_sign_as_botocore_signs(secret, region):
    import hmac

    request = AWSRequest("POST", "http://localhost/")
    request.context["timestamp"] = "20260314T150926Z"
    theirs = SigV4Auth(Credentials("AKIA", secret), "sts", region).signature("text", request)
    key = derive_signing_key(secret, CredentialScope("20260314", region, "sts", "aws4_request"))
    assert hmac.new(key, b"text", "sha256").hexdigest() == theirs


def test_each_part_of_the_scope_gives_another_key():
    scopes = [
        SCOPE,
        CredentialScope("20260315", "us-east-1", "iam", "aws4_request"),
        CredentialScope("20260314", "us-east-2", "iam", "aws4_request"),
        CredentialScope("20260314", "us-east-1", "sts", "aws4_request"),
        CredentialScope("20260314", "us-east-1", "iam", "aws5_request"),
    ]
    assert len({derive_signing_key("secret", scope) for scope in scopes}) == len(scopes)


def test_a_key_is_found_under_its_handle_and_scope_only():
    keys = SigningKeys()
    keys.remember(b"handle", SCOPE, b"key")
    assert keys.find(b"handle", CredentialScope("20260314", "us-east-1", "iam", "aws4_request")) == b"key"
    assert keys.find(b"other", SCOPE) is None
    assert keys.find(b"handle", CredentialScope("20260315", "us-east-1", "iam", "aws4_request")) is None


def test_the_oldest_key_is_forgotten_first():
    keys = SigningKeys(capacity=2)
    for handle in (b"1", b"2", b"3"):
        keys.remember(handle, SCOPE, handle)
    assert [keys.find(handle, SCOPE) for handle in (b"1", b"2", b"3")] == [None, b"2", b"3"]


def test_threads_share_the_memory_and_its_bound():
    keys = SigningKeys(capacity=8)

    def work(number: int) -> None:
        for turn in range(500):
            handle = bytes([number, turn % 16])
            keys.remember(handle, SCOPE, handle)
            assert keys.find(handle, SCOPE) in {handle, None}

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = [keys.find(bytes([number, turn]), SCOPE) for number in range(4) for turn in range(16)]
    assert sum(key is not None for key in held) == 8
