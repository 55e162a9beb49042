"""An account's own services: the names of its applications in policies, in addition to AWS's services."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OwnService:
    """A service that an account has described; `document` is the text in the format of AWS's service reference."""

    account: str
    prefix: str
    document: str
    created: datetime
    updated: datetime

    @property
    def key(self) -> str:
        """The prefix of its actions."""
        return self.prefix
