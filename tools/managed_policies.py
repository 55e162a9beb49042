"""Build `policies.json.xz`: the AWS managed policies, their default versions, as facts.

The form is one JSON array of rows `[name, path, default version id, created, updated, document]`, ordered by name,
where a document is JSON text, so that reading the file parses no document.
"""

import ast
import json
import lzma
import zipfile
from collections.abc import Mapping
from typing import Any

MEMBER = "moto/iam/aws_managed_policies.py"
# The source sorts the members by name; policies are usually read in this order.
MEMBERS = ("Version", "Id", "Statement")
STATEMENT_MEMBERS = ("Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition")


def read_policies(wheel: zipfile.ZipFile) -> dict[str, Any]:
    """Read the one literal of the module without executing it: policy name -> facts."""
    module = ast.parse(wheel.read(MEMBER))
    (assignment,) = (node for node in module.body if isinstance(node, ast.Assign))
    policies: dict[str, Any] = json.loads(ast.literal_eval(assignment.value))
    return policies


def build_policies(policies: Mapping[str, Any]) -> bytes:
    """Pack them: the same policies give the same bytes."""
    rows = [row(name, policies[name]) for name in sorted(policies)]
    text = json.dumps(rows, separators=(",", ":"), ensure_ascii=True)
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def row(name: str, policy: Mapping[str, Any]) -> list[str]:
    document = json.dumps(in_reading_order(policy["Document"]), separators=(",", ":"), ensure_ascii=False)
    return [name, policy["Path"], policy["DefaultVersionId"], policy["CreateDate"], policy["UpdateDate"], document]


def in_reading_order(document: Mapping[str, Any]) -> dict[str, Any]:
    statements = document["Statement"]
    ordered = dict(document) | {
        "Statement": pick(statements, STATEMENT_MEMBERS)
        if isinstance(statements, dict)
        else [pick(statement, STATEMENT_MEMBERS) for statement in statements]
    }
    return pick(ordered, MEMBERS)


def pick(element: Mapping[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    """Put the members in this order; an unknown member is an error."""
    unforeseen = element.keys() - set(order)
    if unforeseen:
        raise ValueError(f"unforeseen members: {sorted(unforeseen)}")
    return {name: element[name] for name in order if name in element}
