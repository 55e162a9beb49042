"""`limen test`: the example, failures with their reasons, coverage, reports, and malformed suites."""

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from limen.cli.policy_tests.read import read_suite
from limen.config.yaml_elements import MAX_NODES
from tests.unit.cli.running import Ended, Shell

EXAMPLES = Path(__file__).parents[3] / "examples" / "policy-tests"

SUITE = """
policies:
  readers:
    Version: 2012-10-17
    Statement:
      - {Sid: Read, Effect: Allow, Action: s3:Get*, Resource: "*"}
      - Sid: Keep
        Effect: Deny
        Action: s3:Delete*
        Resource: "*"
  all: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "*", Resource: "*"}}
principals:
  alice: {identity: readers}
  root: {arn: "arn:aws:iam::111122223333:root"}
  nobody: {}
"""
OBJECT = "arn:aws:s3:::b/k"


class Suites:
    def __init__(self, shell: Shell, folder: Path) -> None:
        self.shell = shell
        self.file = folder / "suite.yaml"

    def run(self, text: str, *options: object) -> Ended:
        self.file.write_text(text)
        return self.shell.limen("test", self.file, *options)

    def tests(self, *tests: str, before: str = SUITE, options: tuple[object, ...] = ()) -> Ended:
        return self.run(f"{before}\ntests:\n" + "".join(f"  - {{{test}}}\n" for test in tests), *options)


@pytest.fixture
def suites(shell: Shell, tmp_path: Path) -> Suites:
    return Suites(shell, tmp_path)


def test_the_example_passes(shell: Shell):
    ended = shell.limen("test", EXAMPLES, "--coverage")
    assert (ended.code, ended.err) == (0, "")
    assert "10 checks, passed" in ended.out
    assert '10: applied only: statement "OnlyStorage" (1) of policy limit' in ended.out


def test_lists_multiply(suites: Suites):
    ended = suites.tests(f"principal: [alice, root], can: [s3:GetObject, s3:GetBucketPolicy], on: [{OBJECT}, '*']")
    assert ended.code == 0
    assert "8 checks, passed" in ended.out


def test_what_needs_no_permission_is_allowed_to_all(suites: Suites):
    ended = suites.tests("principal: nobody, can: [sts:GetCallerIdentity, sts:GetSessionToken], on: '*'")
    assert (ended.code, ended.err) == (0, "")


def test_can_and_cannot_in_one_test(suites: Suites):
    ended = suites.tests(f"principal: alice, can: s3:GetObject, cannot: [s3:PutObject, s3:DeleteObject], on: {OBJECT}")
    assert ended.code == 0
    assert "3 checks" in ended.out


@pytest.mark.parametrize(
    ("action", "fault"),
    [
        ("s3:DeleteObjekt", "there is no action s3:DeleteObjekt; did you mean s3:DeleteObject?"),
        ("s33:GetObject", "there is no service s33; did you mean s3?"),
        ("app:Read", "there is no service app"),
    ],
)
def test_an_action_that_does_not_exist_is_refused(suites: Suites, action: str, fault: str):
    """Nobody can do it, so `cannot` would pass whatever the policies say."""
    ended = suites.tests(f"principal: alice, cannot: [{action}], on: {OBJECT}")
    assert (ended.code, ended.out) == (3, "")
    assert f":18: {fault}" in ended.err
    assert "own_actions" in ended.err


@pytest.mark.parametrize("own", ["app:Read", "app:*", "[s3:New, 'APP:re?d']"])
def test_a_suite_names_its_own_actions(suites: Suites, own: str):
    ended = suites.tests(f"principal: alice, cannot: app:Read, on: {OBJECT}", before=f"own_actions: {own}\n{SUITE}")
    assert (ended.code, ended.err) == (0, "")


def test_doubtful_keys_and_accounts_cause_a_warning(suites: Suites):
    test = f"principal: 'arn:aws:iam::11112222333:user/x', cannot: [s3:GetObject, s3:PutObject], on: {OBJECT}"
    ended = suites.tests(f"{test}, context: {{'aws:SourecIp': 10.0.0.1}}")
    assert ended.code == 0
    assert ended.err.splitlines() == [
        f"warning: {suites.file}: the principal's account 11112222333 has 11 digits, not 12",
        f"warning: {suites.file}: there is no condition key aws:sourecip; did you mean aws:SourceIp?",
    ]


def test_a_failure_says_what_why_and_what_to_do(suites: Suites):
    ended = suites.tests(f"name: Writing, principal: alice, can: s3:PutObject, on: {OBJECT}")
    assert ended.code == 1
    for shown in [
        f"FAIL {suites.file}:18  Writing",
        f"alice can s3:PutObject on {OBJECT}",
        "expected allowed, got ImplicitDeny",
        "is not authorized to perform: s3:PutObject",
        'nearest: Allow statement "Read" (1) of policy readers (identity)',
        "action: names 's3:Get*'; the request has 's3:PutObject'",
        "would allow it: add to identity:",
        "1 failed, 0 passed",
    ]:
        assert shown in ended.out


def test_a_failed_check_is_traced_once(suites: Suites, traced):
    ended = suites.tests(f"principal: alice, can: s3:PutObject, on: {OBJECT}")
    assert ended.code == 1
    assert traced[0][0].action == "s3:PutObject"
    assert len({(id(request), id(policies)) for request, policies in traced}) == len(traced)


def test_an_unwanted_grant_says_which_statement(suites: Suites):
    ended = suites.tests(f"principal: alice, cannot: s3:GetObject, on: {OBJECT}")
    assert ended.code == 1
    assert "expected denied, got Allowed" in ended.out
    assert 'decided by Allow statement "Read" (1) of policy readers' in ended.out
    assert "would allow it" not in ended.out


@pytest.mark.parametrize(
    ("because", "problem"),
    [
        ("explicit", ""),
        ("{kind: explicit, layer: identity, policy: readers, statement: Keep}", ""),
        ("{statement: 2}", ""),
        ("implicit", "expected an implicit denial, got an explicit one"),
        ("{layer: session}", "expected the layer session to decide, got identity"),
        ("{statement: Read}", "expected statement Read of some policy to decide, but it did not"),
        ("{policy: all}", "expected all to decide, but it did not"),
    ],
)
def test_the_reason_counts(suites: Suites, because: str, problem: str):
    ended = suites.tests(f"principal: alice, cannot: s3:DeleteObject, on: {OBJECT}, because: {because}")
    assert ended.code == (1 if problem else 0)
    assert problem in ended.out


def test_the_reason_of_a_grant(suites: Suites):
    test = f"principal: alice, can: s3:GetObject, on: {OBJECT}, because:"
    assert suites.tests(f"{test} {{statement: Read, layer: identity}}").code == 0
    assert suites.tests(f"{test} {{layer: resource}}").code == 1


def test_the_reason_of_silence(suites: Suites):
    test = f"principal: nobody, cannot: s3:GetObject, on: {OBJECT}, because:"
    assert suites.tests(f"{test} {{kind: implicit, layer: identity}}").code == 0
    assert suites.tests(f"{test} explicit").code == 1


def test_the_nearer_context_takes_precedence(suites: Suites):
    before = """
policies:
  mine:
    Version: 2012-10-17
    Statement: {Effect: Allow, Action: "*", Resource: "*", Condition: {StringEquals: {aws:PrincipalTag/team: blue}}}
context: {AWS:PrincipalTag/Team: red}
principals:
  red: {identity: mine}
  blue: {identity: mine, context: {aws:PrincipalTag/team: blue}}
"""
    ended = suites.tests(
        f"principal: red, cannot: s3:GetObject, on: {OBJECT}",
        f"principal: blue, can: s3:GetObject, on: {OBJECT}",
        f"principal: blue, cannot: s3:GetObject, on: {OBJECT}, context: {{AWS:PrincipalTag/TEAM: null}}",
        f"principal: blue, cannot: s3:GetObject, on: {OBJECT}, context: {{aws:PrincipalTag/team: [blue]}}",
        before=before,
    )
    assert (ended.code, ended.err) == (0, "")


def test_resources_have_policies_by_name_arn_and_what_is_in_them(suites: Suites):
    before = """
policies:
  open: {Version: 2012-10-17, Statement: {Effect: Allow, Principal: "*", Action: "*", Resource: "*"}}
resources:
  b: {arn: "arn:aws:s3:::b", policy: open}
  deep: {arn: "arn:aws:s3:::b/deep", policy: []}
"""
    ended = suites.tests(
        "principal: anonymous, can: s3:GetObject, on: [b, b/k, 'arn:aws:s3:::b', 'arn:aws:s3:::b/k']",
        "principal: anonymous, cannot: s3:GetObject, on: ['arn:aws:s3:::b/deep/k', 'arn:aws:s3:::bb', deep]",
        before=before,
    )
    assert (ended.code, ended.err) == (0, "")


def test_all_layers(suites: Suites):
    before = """
policies:
  all: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "*", Resource: "*"}}
  none: {Version: 2012-10-17, Statement: []}
principals:
  plain: {identity: all}
  bound: {identity: all, permissions_boundary: none}
  narrow: {arn: "arn:aws:sts::111122223333:assumed-role/R/s", identity: all, session: none}
  freed: {identity: all, service_control: [all]}
  linked:
    arn: arn:aws:sts::111122223333:assumed-role/R/s
    identity: all
    service_linked_role: true
  aws: {identity: "arn:aws:iam::aws:policy/AdministratorAccess", service_control: [[all], [all]]}
resources:
  key: {arn: "arn:aws:kms:eu-west-1:111122223333:key/k", strict: true}
service_control: [[all], none]
"""
    ended = suites.tests(
        f"principal: plain, cannot: s3:GetObject, on: {OBJECT}, because: {{layer: service_control}}",
        f"principal: bound, cannot: s3:GetObject, on: {OBJECT}, because: {{layer: permissions_boundary}}",
        f"principal: narrow, cannot: s3:GetObject, on: {OBJECT}, because: {{layer: session}}",
        f"principal: [freed, linked, aws], can: s3:GetObject, on: {OBJECT}",
        "principal: freed, cannot: kms:Decrypt, on: key, because: {layer: resource}",
        before=before,
    )
    assert (ended.code, ended.err) == (0, "")


def test_coverage(suites: Suites):
    read = f"principal: alice, can: s3:GetObject, on: {OBJECT}"
    ended = suites.tests(read, options=("--coverage",))
    assert ended.code == 0
    assert "33.3 % of 3 statements decided at least one check" in ended.out
    assert f'{suites.file}:7: never applied: statement "Keep" (2) of policy readers' in ended.out
    assert suites.tests(read, options=("--min-coverage", "33")).code == 0
    ended = suites.tests(read, options=("--min-coverage", "34"))
    assert ended.code == 1
    assert "33.3 % of the statements are covered, not 34 %" in ended.err


def test_a_policy_file_of_two_suites_counts_once(shell: Shell, tmp_path: Path):
    statements = [{"Effect": "Allow", "Action": action, "Resource": "*"} for action in ("s3:GetObject", "s3:PutObject")]
    (tmp_path / "p.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=1))
    for name, action in (("one", "s3:GetObject"), ("two", "s3:PutObject")):
        (tmp_path / f"{name}.yml").write_text(
            f"policies: {{{name}: p.json}}\nprincipals: {{u: {{identity: {name}}}}}\n"
            f"tests: {{principal: u, can: {action}, on: '*'}}\n"
        )
    answer = shell.limen("test", tmp_path, "--json").json()
    assert answer["coverage"]["percent"] == 100
    assert [each["line"] for each in answer["coverage"]["statements"]] == [4, 9]
    assert len(answer["suites"]) == 2


def test_json(suites: Suites):
    answer = suites.tests(
        f"principal: alice, can: s3:GetObject, cannot: s3:GetObject, on: {OBJECT}", options=("--json",)
    ).json()
    assert (answer["passed"], answer["failed"]) == (1, 1)
    passed, failed = answer["suites"][0]["checks"]
    assert (passed["passed"], passed["expected"], passed["problems"]) == (True, "allowed", [])
    assert (failed["passed"], failed["answer"]["decision"]) == (False, "Allowed")


def test_junit(suites: Suites, tmp_path: Path):
    file = tmp_path / "junit.xml"
    ended = suites.tests(
        f"name: 'a < b', principal: alice, can: [s3:GetObject, s3:PutObject], on: '{OBJECT}é'",
        options=("--junit", file),
    )
    assert ended.code == 1
    root = fromstring(file.read_bytes())
    assert root.tag == "testsuites"
    (suite,) = root
    for element in (root, suite):
        assert {name: element.get(name) for name in ("tests", "failures", "errors")} == {
            "tests": "2", "failures": "1", "errors": "0",
        }  # fmt: skip
        assert float(element.get("time", "x")) >= 0
    passed, failed = suite.findall("testcase")
    assert passed.attrib == {
        "classname": "a < b", "name": f"alice can s3:GetObject on {OBJECT}é", "file": str(suites.file), "line": "18",
        "time": "0",
    }  # fmt: skip
    assert not list(passed)
    (failure,) = failed
    assert (failure.tag, failure.get("type")) == ("failure", "ImplicitDeny")
    assert failure.get("message") == "expected allowed, got ImplicitDeny"
    assert "\x1b" not in (failure.text or "")
    assert (
        suites.tests("principal: alice, can: s3:GetObject, on: '*'", options=("--junit", tmp_path / "no" / "x")).code
        == 1
    )


GOOD = f"principal: alice, can: s3:GetObject, on: {OBJECT}"


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            GOOD.replace("alice", "alcie"),
            "principal alcie is neither an ARN nor one of the suite's; did you mean alice?",
        ),
        (GOOD.replace("alice", "arn:aws:iam::111122223333:group/g"), "is not a user, root"),
        (GOOD.replace("s3:GetObject", "s3:*"), "s3:* is not one action"),
        (GOOD.replace("s3:GetObject", "GetObject"), "GetObject is not one action"),
        (GOOD.replace("/k", "/*"), "is not one resource"),
        (GOOD.replace(OBJECT, "bucket"), "resource bucket is neither"),
        (GOOD.replace("can:", "may:"), "unknown member may"),
        (GOOD.replace("principal: alice, ", ""), "a test needs the members"),
        (f"{GOOD}, because: explicit", "can needs neither"),
        (f"{GOOD}, cannot: a:b, because: {{layer: identity}}", "write two tests"),
        (GOOD.replace("can:", "cannot:") + ", because: {kind: implicit, policy: readers}", "no statement decides"),
        (f"{GOOD}, because: {{policy: reader}}", "did you mean readers?"),
        (f"{GOOD}, because: {{policy: readers, statement: Raed}}", "there is no statement Raed in readers"),
        (f"{GOOD}, because: {{layer: identities}}", "identities is not one of"),
        (f"{GOOD}, context: {{k: {{a: b}}}}", "context key 'k' must be"),
        (f"{GOOD}, context: [a]", "expected a mapping"),
        (f"{GOOD}, on: x", "on appears twice here"),
        (GOOD.replace("alice", "[[alice]]"), "expected text"),
    ],
)
def test_malformed_tests(suites: Suites, test: str, message: str):
    ended = suites.tests(test)
    assert (ended.code, ended.out) == (3, "")
    assert f"{suites.file}:18: " in ended.err
    assert message in ended.err


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", 1, "the file is empty"),
        ("- a", 1, "expected a mapping"),
        ("a: [", 1, "expected the node content"),
        ("a: b\n\ta: c", 2, "cannot start any token"),
        ("tests: []", 1, "a suite needs tests"),
        ("principals: {}", 1, "a suite needs tests"),
        ("tests: [a]\nunknown: 1", 2, "unknown member unknown"),
        ("tests: [a]\npolicies: {p: nowhere.json}", 2, "policy p cannot be read"),
        ("tests: [a]\npolicies:\n  p: {Statement: {Effect: Permit, Action: '*', Resource: '*'}}", 3, "Effect must be"),
        ("tests: [a]\nprincipals: {u: {identity: p}}", 2, "there is no policy p"),
        ("tests: [a]\nprincipals: {u: {identity: 'arn:aws:iam::aws:policy/No'}}", 2, "AWS has no policy"),
        ("tests: [a]\nprincipals: {u: {service_linked_role: yes}}", 2, "expected true or false"),
        ("tests: [a]\nresources: {r: {policy: []}}", 2, "a resource needs an arn"),
        ("a: &a [*a]", 1, "nested deeper"),
        ("a: " + "[" * 100 + "]" * 100, 1, "nested deeper"),
        ("a: 1\n---\nb: 2", 2, "but found another document"),
        ("a: !!python/object/apply:os.system [ls]", 1, "unknown member a"),
    ],
)
def test_malformed_suites(suites: Suites, text: str, place: int, message: str):
    ended = suites.run(text)
    assert (ended.code, ended.out) == (3, "")
    assert f"{suites.file}:{place}: " in ended.err
    assert message in ended.err


def test_a_bomb_of_aliases(suites: Suites):
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 9))
    ended = suites.run(f"l0: &l0 [x]\n{levels}")
    assert ended.code == 3
    assert f"more than {MAX_NODES} nodes" in ended.err


def test_a_policy_file_that_is_wrong_is_named_with_its_line(suites: Suites, tmp_path: Path):
    (tmp_path / "p.json").write_text('{"Version": "2012-10-17",\n "Statement": [],\n}')
    ended = suites.run("policies: {p: p.json}\ntests: [a]")
    assert ended.code == 3
    assert f"{tmp_path / 'p.json'}:3: " in ended.err


def test_all_mistakes_are_reported_and_nothing_is_run(shell: Shell, tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("x: 1")
    ended = shell.limen("test", tmp_path, EXAMPLES)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.count("unknown member x") == 2


def test_a_directory_without_suites(shell: Shell, tmp_path: Path):
    assert shell.limen("test", tmp_path).code == 3


def test_bytes_that_are_not_text(shell: Shell, tmp_path: Path):
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\xfa")
    assert shell.limen("test", tmp_path / "a.yaml").code == 3


def test_policies_are_compiled_once_per_pair():
    checks = read_suite(EXAMPLES / "reports.yaml").checks
    alice = {id(check.policies) for check in checks if check.principal == "alice"}
    assert len(alice) == 1


def test_a_suite_names_the_services_that_it_is_about(suites: Suites):
    (suites.file.parent / "shop.json").write_text('{"Name": "shop", "Actions": [{"Name": "Buy"}]}')
    test = "principal: nobody, cannot: [files:Read, shop:Buy], on: '*', context: {files:Extension: txt}"
    ended = suites.tests(test, before=f"services: [files, shop.json]{SUITE}")
    assert (ended.code, ended.err) == (0, "")
    assert suites.tests(test.replace(", shop:Buy", ""), options=("--service", "files")).err == ""
    assert suites.tests(test).code == 3, "one suite's services are not another's"
    wrong = suites.tests(test, before=f"services: [absent.json]{SUITE}")
    assert (wrong.code, "absent.json: No such file or directory" in wrong.err) == (3, True)
