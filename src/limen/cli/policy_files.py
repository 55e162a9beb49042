"""Policies in files: one per file, a directory of files, standard input, or all of an account.

The last is the output of `aws iam get-account-authorization-details`. Its policies are parts of one text, so each is
written out again and named after its owner. AWS managed policies are left out, because nobody but AWS can change them.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from limen.cli.account_details import Row, get_text, list_rows
from limen.cli.exits import INVALID, CommandError
from limen.policy import PolicyKind

STANDARD_INPUT = "-"

_DETAILS = {
    "UserDetailList": ("UserName", "UserPolicyList"),
    "GroupDetailList": ("GroupName", "GroupPolicyList"),
    "RoleDetailList": ("RoleName", "RolePolicyList"),
}
AWS_MANAGED = ":iam::aws:policy/"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy's text and name; `kind` if the file says what it is used as."""

    name: str
    text: str
    kind: PolicyKind | None = None


def read_policies(paths: Iterable[str]) -> Iterator[PolicyFile]:
    """Read the policies at these paths; in a directory every `.json` file below it."""
    for path in paths:
        for name in _list_files(path):
            yield from _split(name, _read(name))


def _list_files(path: str) -> list[str]:
    if path == STANDARD_INPUT or not Path(path).is_dir():
        return [path]
    found = sorted(str(file) for file in Path(path).rglob("*.json") if file.is_file())
    if not found:
        raise CommandError(f"there is no .json file in {path}", exit_code=INVALID)
    return found


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise CommandError(f"cannot read {name}: {error.strerror}", exit_code=INVALID) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8 text: {error.reason}", exit_code=INVALID) from error


def _split(name: str, text: str) -> Iterator[PolicyFile]:
    label = "<stdin>" if name == STANDARD_INPUT else name
    details = _find_details(text)
    if details is None:
        yield PolicyFile(label, text)
        return
    for owner, document, kind in _list_documents(details):
        yield PolicyFile(f"{label}#{owner}", json.dumps(document, indent=2, ensure_ascii=False), kind)


def _find_details(text: str) -> Row | None:
    """The account's details if the text is such output; lint reports what is wrong with any other text."""
    if not any(f'"{member}"' in text for member in (*_DETAILS, "Policies")):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "Statement" not in found else None


def _list_documents(details: Row) -> Iterator[tuple[str, object, PolicyKind]]:
    try:
        for member, (name, inline) in _DETAILS.items():
            for owner in list_rows(details, member):
                for policy in list_rows(owner, inline):
                    label = f"{get_text(owner, name)}/{get_text(policy, 'PolicyName')}"
                    yield label, policy["PolicyDocument"], PolicyKind.IDENTITY_INLINE
                if "AssumeRolePolicyDocument" in owner:
                    yield f"{get_text(owner, name)}/trust", owner["AssumeRolePolicyDocument"], PolicyKind.TRUST
        for policy in list_rows(details, "Policies"):
            if AWS_MANAGED not in get_text(policy, "Arn"):
                yield get_text(policy, "PolicyName"), _find_default(policy), PolicyKind.IDENTITY_MANAGED
    except (KeyError, TypeError) as error:
        message = f"this is not what get-account-authorization-details prints: {error}"
        raise CommandError(message, exit_code=INVALID) from error


def _find_default(policy: Row) -> object:
    versions = list_rows(policy, "PolicyVersionList")
    return next((version["Document"] for version in versions if version["IsDefaultVersion"]), None)
