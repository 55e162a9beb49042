"""What each command's exit codes mean, for its help and for docs/reference.md."""

from collections.abc import Mapping
from typing import Final

_PROOF = "0 proved; 1 not decided; 2 refuted; 3 invalid"
EXITS: Final[Mapping[str, str]] = {
    "limen account create": "0 created; 1 failed; 3 invalid, or the name is taken",
    "limen account list": "0 listed; 1 failed; 3 invalid",
    "limen account new-key": "0 created; 1 failed; 3 unknown account or user, or invalid",
    "limen account reset-root-password": "0 reset; 1 failed; 3 unknown account, or invalid",
    "limen account reset-root-mfa": "0 no device is active; 1 failed; 3 unknown account, or invalid",
    "limen audit": "0 listed, or interrupted while following; 1 failed; 3 invalid",
    "limen audit export": "0 exported; 1 failed, no file was written; 3 invalid",
    "limen audit retain": "0 removed, or no record is old enough; 1 failed, or not confirmed; 3 invalid",
    "limen aws-models install": "0 installed; 1 the folder cannot be written; 3 invalid",
    "limen backup": "0 written and checked; 1 failed, and there is no file; 3 invalid",
    "limen docs": "0 printed; 3 there is no such page",
    "limen diff": "0 compared; 1 something was not decided; 2 there are regions that `--fail-on` names; 3 invalid",
    "limen env": "0 printed; 1 there are no credentials; 3 invalid",
    "limen escalate": "0 nobody except the administrators; 1 something was not decided; 2 somebody can; 3 invalid",
    "limen evaluate": "0 allowed; 2 denied; 3 invalid. With `--lines`: 0 all decided; 3 a line was invalid",
    "limen explain": "0 allowed; 1 failed, or not as recorded; 2 denied; 3 invalid",
    "limen gate check": "0 allowed or public; 1 failed; 2 denied, refused, or not signed in; 3 invalid",
    "limen gate routes": "0 clean; 1 findings; 3 the table cannot be read, or invalid",
    "limen keys drop": "0 dropped; 1 failed, unknown, or still needed; 3 invalid",
    "limen keys list": "0 listed; 1 failed; 3 invalid",
    "limen keys rotate": "0 rotated; 1 failed; 3 invalid",
    "limen lint": "0 clean; 1 findings; 3 invalid, or a file cannot be read",
    "limen credentials": "0 printed; 1 not signed in, or no server; 2 the sign-in has ended; 3 invalid",
    "limen login": "0 signed in; 1 the server cannot be reached; 2 refused; 3 invalid",
    "limen minimize": "0 printed; 1 not decided; 3 invalid",
    "limen oidc-provider keys": "0 stored or removed; 1 failed; 3 no such provider, or not a set of public keys",
    "limen prove equivalent": _PROOF,
    "limen prove no-new-access": _PROOF,
    "limen prove not-granted": _PROOF,
    "limen prove not-public": _PROOF,
    "limen prove obligation": "0 all proved; 1 one is not decided; 2 one is refuted; 3 invalid",
    "limen restore": "0 restored and checked; 1 failed, and nothing was changed; 3 invalid",
    "limen serve": "0 stopped by a signal; 1 cannot start; 3 invalid",
    "limen service add": "0 stored; 1 failed; 3 the description or the account is invalid",
    "limen service list": "0 listed; 1 failed; 3 invalid",
    "limen service remove": "0 removed; 1 failed; 3 there is no such service, or users have credentials for it",
    "limen service show": "0 printed; 1 failed; 3 there is no such service",
    "limen test": "0 all pass; 1 a check fails, or the coverage is too low; 3 a suite is invalid",
    "limen what-can": "0 listed; 1 something was not decided; 3 invalid",
    "limen who-can": "0 listed; 1 something was not decided; 3 invalid",
}
"""The meaning of each command's exit codes, by the words that call the command."""
