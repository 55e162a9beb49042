"""`limen explain`: a scenario, or a caller as the store knows it."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.passwords import PasswordHasher
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault
from limen.domain.iam.account import Account
from limen.operations.environment import Environment
from limen.store.opening import open_store
from tests.unit.cli.running import Shell
from tests.unit.cli.test_evaluate import ALICE, ALLOWED, DENIED, FULL, SILENT, scenario
from tests.unit.operations.world import ACCOUNT, CREATED, World, predictable_entropy

MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/*"}
OBJECT = "arn:aws:s3:::blue/k"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class TestScenario:
    def test_why_it_is_denied_and_what_would_allow_it(self, shell: Shell):
        ended = shell.limen("explain", "-", stdin=DENIED)
        assert ended.code == 2
        assert 'applied: Deny statement "No" (2) of policy mine' in ended.out
        assert 'remove Deny statement "No" (2) of policy mine (identity)  [the account]' in ended.out

    @pytest.mark.parametrize("options", [(), ("--json",)])
    def test_each_decision_is_traced_once(self, shell: Shell, traced, options: tuple[str, ...]):
        assert shell.limen("explain", "-", *options, stdin=DENIED).code == 2
        assert traced
        assert len({(id(request), id(policies)) for request, policies in traced}) == len(traced)

    def test_why_it_is_allowed(self, shell: Shell):
        ended = shell.limen("explain", "-", stdin=ALLOWED)
        assert ended.code == 0
        assert "would allow" not in ended.out

    def test_what_needs_no_permission(self, shell: Shell):
        asked = scenario({"Effect": "Deny", "Action": "*", "Resource": "*"}, action="sts:GetCallerIdentity")
        ended = shell.limen("explain", "-", stdin=asked)
        assert ended.code == 0
        assert ended.out.startswith("Allowed: no permission is needed for this action\n")
        assert "identity: does not apply to this request\n  applied: Deny statement (1) of policy mine" in ended.out
        assert "would allow" not in ended.out

    def test_changes_that_belong_together(self, shell: Shell):
        asked = json.loads(SILENT)
        asked["policies"] |= {"permissions_boundary": {"document": {}}, "service_control": [[]]}
        ended = shell.limen("explain", "-", stdin=json.dumps(asked))
        assert "   1. add to service_control (level 1):" in ended.out
        assert ended.out.count("   and add to ") == 2
        assert "permissions_boundary: ImplicitDeny\n  no statements" in ended.out

    def test_in_json(self, shell: Shell):
        conditional = scenario(FULL | {"Condition": MFA})
        answer = shell.limen("explain", "-", "--json", stdin=conditional).json()
        assert answer["missing_context_keys"] == ["aws:MultiFactorAuthPresent"]
        assert answer["changes"][0][0]["key"] == "aws:MultiFactorAuthPresent"
        assert answer["trace"][0]["failures"][0]["clause"] == "condition"
        one = shell.limen("explain", "-", "--json", "--changes", "1", stdin=conditional).json()
        assert len(one["changes"]) == 1

    def test_missing_keys_are_reported(self, shell: Shell):
        ended = shell.limen("explain", "-", stdin=scenario(FULL | {"Condition": MFA}))
        assert "does not have: aws:MultiFactorAuthPresent" in ended.out
        assert "wants 'true'; the request has no such key" in ended.out

    def test_no_changes_wanted(self, shell: Shell):
        assert "No change" in shell.limen("explain", "-", "--changes", "0", stdin=DENIED).out

    @pytest.mark.parametrize(
        "arguments", [[], ["--principal", ALICE], ["-", "--principal", ALICE, "--action", "a:b", "--resource", "*"]]
    )
    def test_one_source_only(self, shell: Shell, arguments: list[str]):
        ended = shell.limen("explain", *arguments, stdin=ALLOWED)
        assert ended.code == 3
        assert "give one of: a scenario, --event, or all of" in ended.err


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory after five writes; in the last one alice loses her policy."""
    store = open_store(tmp_path / "limen.db")
    entropy = predictable_entropy()
    keys = DataKeys(make_keyring(entropy))
    environment = Environment(
        entropy, Vault(keys, entropy=entropy), PasswordHasher(entropy=entropy), SessionTokens(keys), store
    )
    world = World(environment, cast("Any", store))
    world.put(Account(ACCOUNT, CREATED))
    world.call("CreateUser", UserName="alice", Tags=[{"Key": "team", "Value": "blue"}])
    world.call("PutUserPolicy", UserName="alice", PolicyName="read", PolicyDocument=document(READ))
    trust = document({"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"})
    world.call("CreateRole", RoleName="R", Path="/p/", AssumeRolePolicyDocument=trust)
    world.later(hours=1).call("DeleteUserPolicy", UserName="alice", PolicyName="read")
    store.close()
    return tmp_path


def ask(
    shell: Shell, data_dir: Path, *more: object, principal: str = ALICE, action: str = "s3:GetObject", on: str = OBJECT
):
    return shell.limen(
        "explain", "--data-dir", data_dir, "--principal", principal, "--action", action, "--resource", on, *more
    )


class TestStore:
    def test_now_and_then(self, shell: Shell, data_dir: Path):
        assert ask(shell, data_dir).code == 2
        then = ask(shell, data_dir, "--at", "2026-05-04T10:30:00Z")
        assert (then.code, then.err) == (0, "")
        assert "of policy read (identity)" in then.out
        assert ask(shell, data_dir, "--revision", "3").code == 0

    def test_tags_of_the_caller_count(self, shell: Shell, data_dir: Path):
        other = ask(shell, data_dir, "--revision", "3", on="arn:aws:s3:::red/k")
        assert other.code == 2
        assert "resource: names 'arn:aws:s3:::blue/*'; the request has 'arn:aws:s3:::red/k'" in other.out

    def test_given_context_takes_precedence(self, shell: Shell, data_dir: Path):
        given = ["--context", "aws:PrincipalTag/team=red", "--context", "aws:TagKeys=a", "--context", "aws:TagKeys=b"]
        assert ask(shell, data_dir, "--revision", "3", *given).code == 2

    def test_a_deny_of_session_tokens_counts_as_the_server_is_set(self, shell: Shell, data_dir: Path, tmp_path: Path):
        session = tmp_path / "session.json"
        session.write_text(document({"Effect": "Deny", "Action": "sts:*", "Resource": "*"}))
        given = ("--session-policy", session)
        token = ask(shell, data_dir, *given, action="sts:GetSessionToken", on="*")
        assert (token.code, token.out.splitlines()[0]) == (0, "Allowed: no permission is needed for this action")
        heeded = ask(shell, data_dir, *given, "--heed-token-denies", action="sts:GetSessionToken", on="*")
        assert (heeded.code, heeded.out.splitlines()[0].split(":")[0]) == (2, "ExplicitDeny")
        caller = ask(shell, data_dir, *given, "--heed-token-denies", action="sts:GetCallerIdentity", on="*")
        assert caller.code == 0

    def test_the_services_of_the_account_are_known(self, shell: Shell, data_dir: Path):
        assert "there is no service files" in ask(shell, data_dir, action="files:Read").err
        assert shell.limen("service", "add", "files", "--data-dir", data_dir).code == 0
        assert "warning" not in ask(shell, data_dir, action="files:Read").err
        assert "did you mean files:Read?" in ask(shell, data_dir, action="files:Reed").err
        assert "there is no service files" in ask(shell, data_dir, "--revision", "3", action="files:Read").err

    @pytest.mark.parametrize("principal", ["role/p/R", "root"])
    def test_roles_and_root(self, shell: Shell, data_dir: Path, principal: str):
        ended = ask(shell, data_dir, principal=f"arn:aws:iam::{ACCOUNT}:{principal}")
        assert ended.code == (0 if principal == "root" else 2)

    def test_a_trust_policy_decides_about_its_role(self, shell: Shell, data_dir: Path):
        role = f"arn:aws:iam::{ACCOUNT}:role/p/R"
        assert ask(shell, data_dir, action="sts:AssumeRole", on=role).code == 0
        session = f"arn:aws:sts::{ACCOUNT}:assumed-role/R/s"
        assert ask(shell, data_dir, action="sts:AssumeRole", on=role, principal=session).code == 2
        assert ask(shell, data_dir, action="sts:AssumeRole", on=role.replace("/R", "/gone")).code == 2

    @pytest.mark.parametrize("kind", ["user/alice", "policy/none", "group/none"])
    def test_resources_of_the_store(self, shell: Shell, data_dir: Path, kind: str):
        assert ask(shell, data_dir, action="iam:GetUser", on=f"arn:aws:iam::{ACCOUNT}:{kind}").code == 2

    def test_policies_that_the_store_does_not_have(self, shell: Shell, data_dir: Path, tmp_path: Path):
        bucket, session = tmp_path / "bucket.json", tmp_path / "session.json"
        bucket.write_text(document(FULL | {"Principal": {"AWS": ALICE}}))
        session.write_text(document())
        given = ["--resource-policy", bucket, "--resource-account", ACCOUNT]
        assert ask(shell, data_dir, *given).code == 0
        assert ask(shell, data_dir, "--revision", "3", "--session-policy", session).code == 2
        bucket.write_text("{")
        assert ask(shell, data_dir, *given).code == 3

    @pytest.mark.parametrize(
        "principal",
        ["alice", f"{ALICE}x", f"arn:aws:sts::{ACCOUNT}:federated-user/f", f"arn:aws:sts::{ACCOUNT}:assumed-role/R/"],
    )
    def test_callers_that_the_store_does_not_know(self, shell: Shell, data_dir: Path, principal: str):
        assert ask(shell, data_dir, principal=principal).code == 3

    @pytest.mark.parametrize(
        "more",
        [["--revision", "99"], ["--at", "1999-01-01"], ["--at", "soon"], ["--context", "x"], ["--context", "=x"],
         ["--context", "a=1", "--context", "A=2"]],
    )  # fmt: skip
    def test_invalid_questions_are_refused(self, shell: Shell, data_dir: Path, more: list[str]):
        assert ask(shell, data_dir, *more).code == 3

    def test_no_store(self, shell: Shell, tmp_path: Path):
        ended = ask(shell, tmp_path / "nowhere")
        assert ended.code == 1
        assert "--data-dir" in ended.err
