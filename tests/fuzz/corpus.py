"""Where a campaign begins: the policies of all cases and those that AWS manages; for scenarios, every case as it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from limen.policy.syntax.document import ConditionOperator
from limen.store.aws_managed import load_aws_managed_policies
from tests.fuzz.draws import PIECES
from tests.fuzz.edits import load_scenarios, load_vocabulary

LONGEST_SEED = 1000
"""Short inputs are tried more often; most of what AWS manages repeats itself."""

NAMES = ("Version", "Id", "Statement", "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource")


def seeds(target: str) -> Iterator[bytes]:
    """Well-formed inputs, from which the fuzzer starts."""
    if target == "scenario":
        yield from (number.to_bytes(2, "big") for number in range(len(load_scenarios())))
        return
    for document in load_vocabulary()["document"]:
        yield (document if isinstance(document, str) else json.dumps(document)).encode("utf-8", "replace")
    for policy in load_aws_managed_policies().values():
        if len(policy.document) <= LONGEST_SEED:
            yield policy.document.encode()


def write_seeds(target: str, folder: Path) -> None:
    """A file for each seed, named by its content."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


def write_dictionary(path: Path) -> None:
    """The words of the language, for the mutations of libFuzzer."""
    words = [*NAMES, "NotResource", "Condition", "Allow", "Deny", "2012-10-17", "2008-10-17", *ConditionOperator]
    words += ["AWS", "Service", "Federated", "CanonicalUser", *(piece for piece in PIECES if 0 < len(piece) < 40)]
    lines = ("".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass")) for word in words)
    path.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")
