"""Identity providers that an account's roles may trust: by ARN, which names no incarnation (spec api 2.1, 2.12)."""

from dataclasses import dataclass, field
from datetime import datetime

from limen.domain.arn import iam_arn
from limen.domain.iam.tags import Tag

OIDC_KIND = "oidc-provider"
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


def strip_scheme(url: str) -> str:
    """A provider's URL as its ARN has it: without the scheme and without the default port."""
    host, slash, path = url.removeprefix(SCHEME).partition("/")
    return host.removesuffix(DEFAULT_PORT) + slash + path
