"""docs/reference.md agrees with the code."""

import re

import pytest

from limen.cli.exit_codes import EXITS
from limen.cli.main import COMMANDS
from limen.config.load import option_name, variable_name
from limen.config.settings import list_settings
from limen.server.routes import Route, find_route
from limen.wire.http import HTTPRequest
from tests.architecture.source import SRC
from tools.build_reference import DOCUMENT, render
from tools.reference import events
from tools.reference.commands import list_commands
from tools.reference.errors import list_api_errors
from tools.reference.paths import PATHS, REFUSALS, SIGNED


def test_the_document_is_up_to_date():
    assert DOCUMENT.read_text(encoding="utf-8") == render(), "run: python -m tools.build_reference"


def test_every_setting_has_a_row():
    rows = [line for line in render().splitlines() if line.startswith("| `")]
    for setting in list_settings():
        start = f"| `{setting.name}` | `{option_name(setting.name)}` | `{variable_name(setting.name)}` |"
        (row,) = [row for row in rows if row.startswith(start)]
        assert setting.metadata["help"] in row
        assert ("(secret)" in row) is setting.metadata["secret"]


def test_no_default_of_a_secret_is_printed():
    assert [setting.name for setting in list_settings() if setting.metadata["secret"] and setting.default] == []


def test_every_command_is_listed_and_no_other():
    paths = [path for path, _ in list_commands()]
    assert {path.split()[1] for path in paths} == set(COMMANDS)
    assert set(EXITS) == set(paths)
    assert re.findall(r"^### `(.*)`$", render(), re.MULTILINE) == paths


def test_every_option_of_every_command_has_words():
    wordless = [(path, p.name) for path, command in list_commands() for p in command.params if not _is_told(p)]
    assert wordless == []


def _is_told(parameter) -> bool:
    return parameter.param_type_name == "argument" or bool(parameter.help)


@pytest.mark.parametrize(("found", "shown"), [
    (events.find_fields, events.FIELDS),
    (events.find_identity_fields, events.IDENTITY_FIELDS),
])  # fmt: skip
def test_the_fields_of_events_are_those_of_records(found, shown):
    assert found() == set(shown)


def test_every_kind_of_caller_is_listed():
    from limen.domain.principals import Principal

    assert {type(each) for group in events.CALLERS.values() for each in group} == set(Principal.__args__)


def test_every_type_of_event_in_the_code_is_listed():
    packages = ("admin", "audit", "operations", "runtime", "server", "signin", "authn", "cli")
    text = "".join(file.read_text("utf-8") for name in packages for file in (SRC / "limen" / name).rglob("*.py"))
    assert set(re.findall(r'"(Aws[A-Z][A-Za-z]+)"', text)) - {"AwsManaged"} == {kind for kind, *_ in events.EVENTS}


def test_every_part_of_the_server_has_its_path():
    assert set(PATHS) == set(Route) - REFUSALS - SIGNED
    for route, (method, path, _) in PATHS.items():
        assert find_route(HTTPRequest(method, path, "", (), b"")) is route


def test_every_error_is_listed():
    """The classes are found in the text of the source, since not every module may be imported."""
    text = "\n".join(file.read_text("utf-8") for file in (SRC / "limen").rglob("*.py"))
    names = re.findall(r"^class (\w+)\(ApiError\):", text, re.MULTILINE)
    assert sorted(names) == sorted(error.__name__ for error in list_api_errors())
    codes = {error.code for error in list_api_errors()}
    assert all(f"| `{code}` |" in render() for code in codes)
