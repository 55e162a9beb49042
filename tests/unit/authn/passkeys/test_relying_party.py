"""Where passkeys work: host names over HTTPS, and localhost (WebAuthn 5.1.2)."""

import pytest

from limen.authn.passkeys.relying_party import PasskeysUnavailableError, RelyingParty, find_relying_party


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:4260", "localhost"),
        ("http://LOCALHOST:4260", "localhost"),
        ("http://iam.localhost:4260", "iam.localhost"),
        ("https://iam.example.com", "iam.example.com"),
        ("https://IAM.example.com:8443", "iam.example.com"),
    ],
)
def test_a_host_name_is_a_relying_party(origin: str, host: str):
    assert find_relying_party(origin) == RelyingParty(host, origin.lower())


@pytest.mark.parametrize(
    ("origin", "reason"),
    [
        ("http://127.0.0.1:4260", r"address 127\.0\.0\.1: .* open http://localhost:4260/console/ instead"),
        ("https://192.0.2.7", r"open https://localhost/console/ instead"),
        ("http://[::1]:4260", "address ::1"),
        ("http://iam.example.com", "HTTPS, but iam.example.com was opened without it"),
        ("http://localhost.example.com", "HTTPS"),
        ("https://", "a host name"),
        ("", "a host name"),
        ("https://host:port", "a host name"),
        ("https://[host", "a host name"),
    ],
)
def test_an_ip_address_and_plain_http_are_not_relying_parties(origin: str, reason: str):
    with pytest.raises(PasskeysUnavailableError, match=reason):
        find_relying_party(origin)
