"""An operation is declared once: its name appears in one file of the source, that of its handler.

A name counts in any letter case, alone or as an action (`iam:CreateUser`), also inside a longer text; docstrings and
comments do not. Operations without a handler are named nowhere. Files that state something else about an action, which
no declaration can know, are listed with their reasons.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from limen.operations.catalog import all_operations
from limen.wire.service_models import SERVICES, load_service
from tests.architecture.source import SourceFile, load_source, parse_source

HANDLERS: Mapping[str, frozenset[str]] = {
    name: frozenset(f"{each.handle.__module__.replace('.', '/')}.py" for each in all_operations() if each.name == name)
    for name in {operation.name for operation in all_operations()}
}
"""By name: the files of its handlers. Two services may have an operation of the same name."""

NAMES = {name.lower(): name for service in SERVICES for name in load_service(service)}
ACTION = re.compile(rf"\b(?:{'|'.join(sorted(SERVICES))}):([a-z]+)\b", re.IGNORECASE)

REASONS = {
    "limen/admin/accounts.py": "the server's own creation of an account is recorded under the name of AWS's event",
    "limen/analysis/actions.py": "an example of an action that exists, for services that no policy names",
    "limen/analysis/escalation/moves.py": "what an attacker gains by an action, of a live account or of a file",
    "limen/authz/policy_gatherer.py": "the policy that AWS grants to users who may change their password",
    "limen/config/settings.py": "the help of the setting names the one action that it is about",
    "limen/engine/model/request.py": "the engine decides without operations, for files and other programs too",
    "limen/policy/catalog/errata.py": "corrections of AWS's reference, of all services",
    "limen/policy/lint/breadth.py": "what actions together make possible; files are linted without a server",
    "limen/policy/syntax/document.py": "the actions that a trust policy may name are its grammar",
    "limen/store/aws_managed/service_linked_roles.py": "the trust policy that AWS writes for the role of a service",
    "limen/signin/sign_in_events.py": "the sign-in service answers its call itself; the event has AWS's name",
}


def named_operations(text: str) -> Iterator[str]:
    """The operations that a text names: it is the name, or has actions of the services in it."""
    whole = NAMES.get(text.lower())
    if whole is not None and text in {whole, whole.lower()}:
        yield whole
    yield from (NAMES[found.lower()] for found in ACTION.findall(text) if found.lower() in NAMES)


def repeated_names(files: Iterable[SourceFile]) -> list[str]:
    """Where an operation is named outside the file of its handler."""
    found = []
    for file in files:
        docstrings = {id(node.value) for node in ast.walk(file.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                for name in named_operations(node.value):
                    home = HANDLERS.get(name, frozenset())
                    if file.name not in home:
                        place = f"is declared in {', '.join(sorted(home))}" if home else "has no handler"
                        found.append(f"{file.name}:{node.lineno}: {name} {place}")
    return found


def test_the_name_of_an_operation_is_in_the_file_of_its_handler_only():
    assert repeated_names(file for file in load_source() if file.name not in REASONS) == []


def test_every_reason_is_needed():
    listed = [file for file in load_source() if file.name in REASONS]
    assert {file.name for file in listed if repeated_names([file])} == REASONS.keys()


def test_every_name_is_written_out_where_it_is_declared():
    written = defaultdict(set)
    for file in load_source():
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Constant) and node.value in HANDLERS and file.name not in REASONS:
                written[node.value].add(file.name)
    assert written == HANDLERS


def test_repeated_names_are_found():
    home = "limen/operations/iam/principals/users.py"
    elsewhere = parse_source(
        "limen/authz/x.py",
        '"""About iam:CreateUser."""\n'
        "TARGETS = {'CreateUser': 1}\n"
        "PREFIX = 'CreateUsers'\n"
        "ACTIONS = ['iam:CreateUser', 'IAM:createuser', 's3:GetObject']\n"
        "FOLDED = 'createuser'\n"
        """TEXT = f'allow {PREFIX}: ["iam:CreateUser", "sts:Nothing"]'\n"""
        "LATER = 'organizations:InviteAccountToOrganization'\n",
    )
    assert sorted(repeated_names([elsewhere])) == [
        *[f"limen/authz/x.py:{line}: CreateUser is declared in {home}" for line in (2, 4, 4, 5, 6)],
        "limen/authz/x.py:7: InviteAccountToOrganization has no handler",
    ]
