"""An authenticator application, in real time: codes of RFC 6238 from a seed."""

import time
from base64 import b32decode
from dataclasses import dataclass
from datetime import UTC, datetime

from limen.authn.one_time_codes import make_code, step_at


@dataclass
class Authenticator:
    """One device; a code is valid once, so each code that it gives is of a later step than the one before."""

    seed: bytes
    last_step: int = 0

    @classmethod
    def scan(cls, base32: str) -> "Authenticator":
        return cls(b32decode(base32))

    def enabling_codes(self) -> tuple[str, str]:
        """Two consecutive codes: the former one and the present one."""
        self.last_step = step_at(datetime.now(tz=UTC))
        return make_code(self.seed, self.last_step - 1), make_code(self.seed, self.last_step)

    def next_code(self) -> str:
        """The next code; the server takes one that is a step early, so there is hardly ever a wait."""
        wanted = max(self.last_step + 1, step_at(datetime.now(tz=UTC)))
        while wanted > step_at(datetime.now(tz=UTC)) + 1:
            time.sleep(0.5)
        self.last_step = wanted
        return make_code(self.seed, wanted)
