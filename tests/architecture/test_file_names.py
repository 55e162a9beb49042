"""A file's name stands for one subject: the same name in two packages means the same subject in two layers."""

from collections import defaultdict
from pathlib import PurePosixPath

from tests.architecture.source import load_source

SUBJECTS = {
    "account.py": "an account: the value and the commands",
    "account_view.py": "an account as the analysis reads it: the value, and reading it from a store or a file",
    "authorization_messages.py": "encoded denials: the code and the operation",
    "browser_sessions.py": "sessions of browsers: the value, and beginning and ending them",
    "credentials.py": "credentials of users: the values and the command",
    "errata.py": "corrections of the data from AWS that the package reads",
    "errors.py": "the errors of the whole program, and those of policies",
    "evaluate.py": "a decision: the function and the command",
    "explain.py": "an explanation: of a recorded call, and the command",
    "last_uses.py": "when something was last used: writing and reading it",
    "lint.py": "lint: running the rules, and the command",
    "lookup.py": "finding what a name means, in the package's own data",
    "minimize.py": "a smaller policy: the proof and the command",
    "own_services.py": "an account's own services: the value, the operations, the administration and the commands",
    "pages.py": "the pages of the gate and of the server",
    "parse.py": "text or a form to the value that the package is about",
    "provider_keys.py": "the public keys of OIDC providers: fetching and storing them",
    "render.py": "the value that the package is about as text",
    "request.py": "a request to decide about: the value, and reading it from a scenario",
    "roles.py": "roles: the values and the operations",
    "server_certificates.py": "server certificates: their form and the operations",
    "service.py": "a service of the catalog: the value and the commands",
    "service_linked_roles.py": "service-linked roles: AWS's list and the operations",
    "sessions.py": "sessions: the values and the operations",
    "ssh_public_keys.py": "SSH public keys: their form and the operations",
    "tags.py": "tags: the value and their rules",
    "users.py": "users: the values and the operations",
    "web_identity.py": "a web identity token: the proof and the operation",
    "what_can.py": "what a principal can do: the proof, the operation and the command",
    "who_can.py": "who can do something: the proof, the operation and the command",
}
"""By name: the subject of all files that have it."""

GENERAL = {"__init__.py", "faults.py"}
"""Names with one meaning in every package."""


def find_shared() -> set[str]:
    """The names that several files have."""
    files = defaultdict(list)
    for file in load_source():
        path = PurePosixPath(file.name)
        files[path.name].append(path)
    return {name for name, found in files.items() if len(found) > 1 and name not in GENERAL}


def test_files_with_the_same_name_have_the_same_subject():
    assert sorted(find_shared() - SUBJECTS.keys()) == []


def test_every_subject_is_that_of_several_files():
    assert sorted(SUBJECTS.keys() - find_shared()) == []
