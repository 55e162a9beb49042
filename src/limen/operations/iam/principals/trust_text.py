"""Trust policies as answers show them (spec policy 2.6, api 2.3): principals in their canonical, present form.

A bare account id becomes the account's root ARN. A user or role that was resolved to a unique id when the policy was
saved is shown by its present ARN, or by the raw id once it is deleted. Nothing else in the text changes; a policy
without such principals is returned as it was sent.
"""

import json
from typing import TypedDict

from limen.authz.entities import find_principal_arn
from limen.domain.arn import root_arn
from limen.domain.iam.roles import Role
from limen.domain.identifiers import is_account_id
from limen.store.interface import Reader


class _Statement(TypedDict, total=False):
    Principal: str | dict[str, str | list[str]]


class _Document(TypedDict):
    Statement: _Statement | list[_Statement]


def render_trust_policy(reader: Reader, role: Role) -> str:
    """The role's trust policy with its principals rewritten."""
    names = {trusted.arn: find_principal_arn(reader, trusted.arn, trusted.id) for trusted in role.trusted}
    document: _Document = json.loads(role.trust_policy)
    changed = [_rewrite(statement, names, role.partition) for statement in _statements(document)]
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False) if any(changed) else role.trust_policy


def _statements(document: _Document) -> list[_Statement]:
    statements = document["Statement"]
    return statements if isinstance(statements, list) else [statements]


def _rewrite(statement: _Statement, names: dict[str, str], partition: str) -> bool:
    """Rewrite the statement's AWS principals in place; whether anything changed."""
    principal = statement.get("Principal")
    if not isinstance(principal, dict) or "AWS" not in principal:
        return False
    old = principal["AWS"]
    entries = old if isinstance(old, list) else [old]
    new = [_present_form(entry, names, partition) for entry in entries]
    principal["AWS"] = new if isinstance(old, list) else new[0]
    return new != entries


def _present_form(entry: str, names: dict[str, str], partition: str) -> str:
    return root_arn(partition, entry) if is_account_id(entry) else names.get(entry, entry)
