import pytest

from limen.gateway.lint_table import Mistake, lint_table
from tests.unit.gateway.tables import FILES, load


def knows(*actions):
    return lambda account, action: account == "111122223333" and action in actions


def findings(folder, routes, is_action=None):
    text = (
        'sign_in: https://limen.example.com\nsites:\n- url: https://a.example.com\n  account: "111122223333"\n'
        f"  resource: arn:aws:web:::{{path}}\n  routes:\n  {routes.strip()}\n"
    )
    table = load(folder, text)
    return lint_table(table) if is_action is None else lint_table(table, is_action)


def test_a_table_that_goes_from_exceptions_to_the_rule_is_clean(tmp_path):
    assert lint_table(load(tmp_path)) == []
    actions = ("files:Read", "files:Write", "files:List", "files:Delete", "files:ChangeSettings")
    assert lint_table(load(tmp_path, FILES), knows(*actions)) == []


UNREACHABLE = [
    ("- {path: /**, public: true}\n  - {path: /settings/**, action: web:GET}", "no request reaches GET /settings/**"),
    ("- {path: /a, methods: any, action: web:GET}\n  - {path: /a, action: web:POST}", "line 7, any /a, comes first"),
    ("- {path: /a/*, action: web:GET}\n  - {path: /a/b, methods: HEAD, action: web:HEAD}", "no request reaches HEAD"),
    ("- {path: /a/**, action: web:GET}\n  - {path: /a/**/, action: web:List}", "no request reaches"),
]


@pytest.mark.parametrize(("routes", "message"), UNREACHABLE)
def test_a_route_that_no_request_reaches_is_found(tmp_path, routes, message):
    (finding,) = findings(tmp_path, routes)
    assert finding.mistake is Mistake.UNREACHABLE
    assert message in finding.message
    assert str(finding).startswith(f"{tmp_path}/gate.yaml:8: ")


OVERLAPPING = [
    "- {path: /a/*, action: web:GET}\n  - {path: /*/b, action: web:POST}",
    "- {path: /*.pdf, action: web:GET}\n  - {path: /x*, action: web:POST}",
    # The earlier route hides GET of the later one, which names it.
    "- {path: /**, action: web:GET}\n  - {path: /settings/**, methods: any, action: web:Change}",
]


@pytest.mark.parametrize("routes", OVERLAPPING)
def test_routes_whose_order_matters_are_found(tmp_path, routes):
    (finding,) = findings(tmp_path, routes)
    assert finding.mistake is Mistake.OVERLAP
    assert finding.line == 8


CLEAN = [
    "- {path: /a, action: web:GET}\n  - {path: /a, methods: POST, action: web:POST}",
    "- {path: /a/*, action: web:GET}\n  - {path: /*/b, action: web:GET}",
    "- {path: /a/**, methods: POST, action: web:GET}\n  - {path: /**, action: web:POST}",
    "- {path: /a/**, action: web:GET}\n  - {path: /b/**, action: web:POST}",
]


@pytest.mark.parametrize("routes", CLEAN)
def test_other_routes_are_not_found(tmp_path, routes):
    assert findings(tmp_path, routes) == []


def test_an_action_that_no_service_has_is_found(tmp_path):
    routes = '- {path: /a, action: web:Got}\n  - {path: /**, methods: [GET, BREW], action: "web:{method}"}'
    found = findings(tmp_path, routes, knows("web:GET", "web:POST"))
    assert [finding.mistake for finding in found] == [Mistake.UNKNOWN_ACTION] * 2
    assert "no service of account 111122223333 has the action web:Got" in found[0].message
    assert "web:BREW" in found[1].message
