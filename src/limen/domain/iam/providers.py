"""Identity providers that an account's roles may trust by ARN; re-creation keeps the ARN (spec api 2.1, 2.12)."""

from dataclasses import dataclass, field
from datetime import datetime

from limen.domain.arn import iam_arn
from limen.domain.iam.tags import Tag

OIDC_KIND = "oidc-provider"
SAML_KIND = "saml-provider"
SCHEME = "https://"
DEFAULT_PORT = ":443"


@dataclass(frozen=True, slots=True)
class OIDCProvider:
    """An OpenID Connect provider. `url` is its issuer without the scheme, in the letter case that was given.

    `key_set` is a JSON Web Key Set that verifies the provider's tokens; empty if it is fetched from the provider.
    """

    account: str
    url: str
    created: datetime
    partition: str = "aws"
    client_ids: tuple[str, ...] = ()
    thumbprints: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    key_set: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """The ARN: the URL of a provider never changes."""
        return self.arn

    @property
    def arn(self) -> str:
        """ARN with the URL in place of a name."""
        return iam_arn(self.partition, self.account, OIDC_KIND, "/", self.url)


@dataclass(frozen=True, slots=True)
class SAMLProvider:
    """A SAML 2.0 provider. `metadata` is its XML document as sent; `uuid` is new for each incarnation.

    `encryption_mode` is `Required`, `Allowed` or empty. Its keys for encrypted assertions are `SAMLPrivateKey`s.
    """

    account: str
    name: str
    uuid: str
    created: datetime
    valid_until: datetime
    metadata: str = field(repr=False)
    partition: str = "aws"
    encryption_mode: str = ""
    tags: tuple[Tag, ...] = ()

    @property
    def key(self) -> str:
        """The ARN: a provider is never renamed."""
        return self.arn

    @property
    def arn(self) -> str:
        """ARN with the name."""
        return iam_arn(self.partition, self.account, SAML_KIND, "/", self.name)


@dataclass(frozen=True, slots=True)
class SAMLPrivateKey:
    """A private key that decrypts a SAML provider's assertions; `sealed_secret` is its PEM, sealed by the vault."""

    account: str
    id: str
    provider_arn: str
    created: datetime
    sealed_secret: bytes = field(repr=False)

    @property
    def key(self) -> str:
        """The key's id."""
        return self.id


@dataclass(frozen=True, slots=True)
class UsedAssertion:
    """A SAML assertion that gave a session of a role; `digest` stands for both. Nobody needs it after `expires`."""

    account: str
    digest: str
    expires: datetime

    @property
    def key(self) -> str:
        """The digest."""
        return self.digest


def strip_scheme(url: str) -> str:
    """A provider's URL as its ARN has it: without the scheme and without the default port."""
    host, slash, path = url.removeprefix(SCHEME).partition("/")
    return host.removesuffix(DEFAULT_PORT) + slash + path
