"""The URL of an OIDC provider (spec api 2.6, 2.12)."""

import pytest

from limen.domain.iam.providers import strip_scheme
from limen.errors import ValidationError
from limen.operations.iam.faults import InvalidInputError
from limen.operations.iam.providers.oidc_providers import parse_provider_url


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://token.actions.githubusercontent.com", "token.actions.githubusercontent.com"),
        ("https://Issuer.example.com/Realm/One", "Issuer.example.com/Realm/One"),
        ("https://issuer.example.com/", "issuer.example.com/"),
        ("https://issuer.example.com:443", "issuer.example.com"),
        ("https://issuer.example.com:443/a:443", "issuer.example.com/a:443"),
        ("https://issuer.example.com:8443/a", "issuer.example.com:8443/a"),
        ("https://localhost", "localhost"),
        ("https://192.0.2.1/id", "192.0.2.1/id"),
    ],
)
def test_what_is_stored_is_the_url_without_scheme_and_default_port(url: str, stored: str):
    assert parse_provider_url(url) == stored
    assert strip_scheme(url) == stored


@pytest.mark.parametrize("url", ["https://issuer.example.com/?a=b", "https://issuer.example.com#x", "https://a?b"])
def test_a_query_or_fragment_is_refused_in_the_word_of_aws(url: str):
    with pytest.raises(InvalidInputError, match=r"^Unknown$"):
        parse_provider_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "issuer.example.com",
        "http://issuer.example.com",
        "HTTPS://issuer.example.com",
        "https://",
        "https:///path",
        "https://user@issuer.example.com",
        "https://issuer.example.com:port",
        "https://issuer.example.com:123456",
        "https://-issuer.example.com",
        "https://issuer..example.com/",
        "https://issuer.example.com/a b",
        "https://issuer.example.com/*",
        "https://issuer.example.com\n",
        "https://issuer.example.com/\n",
        "https://[::1]/",
        "https://ıssuer.example.com",
    ],
)
def test_other_text_is_not_a_url(url: str):
    with pytest.raises(ValidationError, match=r"^Invalid Open ID Connect Provider URL$"):
        parse_provider_url(url)
