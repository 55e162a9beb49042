"""The commands of "Show as CLI command" do the same as the button: the real `aws` runs it, through a real shell."""

import os
import subprocess

import pytest

from tests.console.seed import look_policy, seed
from tests.wire.server_process import BIN


@pytest.fixture(scope="module")
def seeded(server):
    return seed(server.client("iam"), server.account, "c-")


def shown_commands(console):
    """The text of the last "Show as CLI command" of the page."""
    console.page.get_by_role("button", name="Show as CLI command").last.click()
    text = console.page.locator("pre").last.inner_text()
    assert text.startswith("aws ")
    return text


def run(server, text, **variables):
    environment = server.variables | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_ACCESS_KEY_ID": server.owner.access_key_id,
        "AWS_SECRET_ACCESS_KEY": server.owner.secret_access_key,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    command = ["sh", "-ec", text]
    done = subprocess.run(
        command, env=environment | variables, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_user_with_everything(admin, server, iam, seeded):
    admin.visit("/users/create")
    admin.fill("User name", "c-shown")
    admin.page.get_by_role("checkbox", name="The user can sign in to this console").check(force=True)
    admin.press("Next")
    admin.page.get_by_role("button", name="Add the user to groups").click()
    admin.page.get_by_role("option", name="c-friends").click()
    admin.page.keyboard.press("Escape")
    admin.press("Next")
    admin.press("Add new tag")
    admin.page.get_by_role("combobox", name="Key").last.fill("größe")
    admin.page.get_by_role("combobox", name="Value").last.fill("it is = a+b/ü")
    admin.press("Next")
    run(server, shown_commands(admin), PASSWORD="Correct-Horse-1")
    user = iam.get_user(UserName="c-shown")["User"]
    assert user["Tags"] == [{"Key": "größe", "Value": "it is = a+b/ü"}]
    assert iam.get_login_profile(UserName="c-shown")["LoginProfile"]["PasswordResetRequired"] is True
    assert iam.list_groups_for_user(UserName="c-shown")["Groups"][0]["GroupName"] == "c-friends"


def test_a_policy_with_a_hostile_description(admin, server, iam):
    hostile = 'it\'s $(id) `id` "x" \\ !'
    admin.visit("/policies/create")
    admin.write_document(look_policy(server.account))
    admin.fill("Policy name", "c-shown")
    admin.fill("Description", hostile)
    run(server, shown_commands(admin))
    arn = f"arn:aws:iam::{server.account}:policy/c-shown"
    assert iam.get_policy(PolicyArn=arn)["Policy"]["Description"] == hostile


def test_a_question_to_the_simulator(admin, server):
    admin.visit("/simulator")
    admin.page.get_by_role("button", name="A policy that I write").click()
    admin.write_document(look_policy(server.account))
    admin.fill("Actions", "iam:ListUsers iam:DeleteUser")
    assert '"EvalDecision": "allowed"' in run(server, shown_commands(admin))


def test_the_password_policy(admin, server, iam):
    admin.visit("/account")
    admin.press("Edit")
    admin.fill("Minimum password length", "9")
    run(server, shown_commands(admin))
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["RequireSymbols"]) == (9, False)
    iam.delete_account_password_policy()
