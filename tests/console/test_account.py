"""Account settings, own credentials, the simulator, the audit trail, and the search."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.console.seed import PASSWORD, seed


@pytest.fixture(scope="module")
def seeded(server):
    return seed(server.client("iam"), server.account, "a-")


def test_the_password_policy_is_edited_and_given_up(admin, iam):
    admin.visit("/account")
    admin.press("Edit")
    admin.fill("Minimum password length", "5")
    admin.shows("From 6 to 128.")
    admin.fill("Minimum password length", "12")
    admin.page.get_by_role("checkbox", name="Require a symbol").check(force=True)
    admin.fill("Days until passwords expire (empty: never)", "90")
    admin.confirm()
    admin.shows("The password policy was saved")
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["RequireSymbols"], policy["MaxPasswordAge"]) == (12, True, 90)
    admin.press("Use the default")
    admin.confirm()
    admin.shows("The default rules apply")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_account_password_policy()


def test_the_alias_is_changed(admin, iam):
    admin.visit("/account")
    admin.press("Change alias")
    admin.fill("Alias", "Bad Alias")
    admin.shows("This is not a valid alias.")
    admin.fill("Alias", "acme-two")
    admin.confirm()
    admin.shows("signin/acme-two")
    assert iam.list_account_aliases()["AccountAliases"] == ["acme-two"]
    iam.create_account_alias(AccountAlias="acme")


def test_people_change_their_own_password_with_self_service_alone(new_console, iam):
    iam.create_user(UserName="selfish")
    iam.create_login_profile(UserName="selfish", Password=PASSWORD)
    own = "arn:aws:iam::*:user/${aws:username}"
    statement = {"Effect": "Allow", "Action": "iam:ChangePassword", "Resource": own}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="selfish", PolicyName="self", PolicyDocument=document)
    console = new_console()
    console.open("/security")
    console.sign_in("selfish", PASSWORD)
    console.press("Change password")
    console.dialog.get_by_label("Current password").fill(PASSWORD)
    console.dialog.get_by_label("New password", exact=True).fill("Better-Horse-2")
    console.dialog.get_by_label("New password, again").fill("Better-Horse-2")
    console.confirm()
    console.shows("Your password was changed")
    # The other parts of the page are refused, each with its reason; the page still works.
    expect(console.page.get_by_test_id("denied").first).to_contain_text("iam:ListMFADevices")
    again = new_console()
    again.open()
    again.sign_in("selfish", "Better-Horse-2")


def test_the_simulator_answers_with_the_statement(admin, server, seeded):
    admin.visit("/simulator")
    admin.page.get_by_role("button", name="User, group or role Choose").click()
    admin.page.get_by_role("option", name=re.compile("a-friend")).first.click()
    admin.fill("Actions", "iam:ListUsers iam:GetUser, iam:DeleteUser")
    admin.fill("Resources", f"arn:aws:iam::{server.account}:user/admin")
    admin.press("Simulate")
    results = admin.page.get_by_test_id("results")
    expect(results.get_by_role("row").filter(has_text="iam:GetUser")).to_contain_text("Denied: a statement denies it")
    expect(results.get_by_role("row").filter(has_text="iam:DeleteUser")).to_contain_text(
        "Denied: a statement denies it"
    )
    admin.fill("Resources", "")
    admin.fill("Actions", "iam:ListUsers iam:DeleteUser")
    admin.press("Simulate")
    expect(results.get_by_role("row").filter(has_text="iam:ListUsers")).to_contain_text("Allowed")
    expect(results.get_by_role("row").filter(has_text="iam:DeleteUser")).to_contain_text("no statement allows it")


def test_the_simulator_tries_a_policy_with_circumstances(admin):
    admin.visit("/simulator")
    admin.page.get_by_role("button", name="A policy that I write").click()
    admin.write_document(
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",'
        ' "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}'
    )
    admin.fill("Actions", "s3:GetObject")
    admin.press("Simulate")
    results = admin.page.get_by_test_id("results")
    expect(results).to_contain_text("Unknown: 1 context keys")
    admin.page.get_by_role("button", name="Circumstances").click()
    admin.press("Add context key")
    admin.fill("Key", "aws:SourceIp")
    admin.page.get_by_role("button", name="Type").click()
    admin.page.get_by_role("option", name="ip", exact=True).click()
    admin.fill("Value", "10.1.2.3")
    admin.press("Simulate")
    expect(results.get_by_role("row").filter(has_text="s3:GetObject")).to_contain_text("Allowed")


def test_the_audit_trail_shows_what_was_refused_and_why(admin, new_console, server, seeded):
    friend = new_console()
    friend.open("/users/details/admin")
    friend.sign_in("a-friend", PASSWORD)
    friend.shows("You are not allowed to do this")
    admin.visit("/audit?by=Username&is=a-friend")
    refused = admin.row("AccessDenied").first
    expect(refused).to_contain_text("a-friend")
    refused.get_by_role("button").first.click()
    admin.shows("A statement of an identity-based policy denies it.")
    admin.dialog.get_by_role("link", name="Ask the policy simulator about it").click()
    expect(admin.heading("Policy simulator")).to_be_visible()
    expect(admin.page.get_by_role("textbox", name="Actions")).to_have_value(re.compile(r"iam:\w+"))


def test_the_search_finds_pages_and_people(admin, seeded):
    admin.visit("/")
    admin.page.keyboard.press("Control+k")
    field = admin.page.get_by_role("combobox", name="Search")
    field.fill("a-frie")
    admin.page.get_by_role("option", name=re.compile("a-friend")).first.click()
    expect(admin.heading(re.compile("a-friend"))).to_be_visible()
    admin.page.keyboard.press("Control+k")
    field.fill("simul")
    admin.page.keyboard.press("ArrowDown")
    admin.page.keyboard.press("ArrowDown")
    admin.page.keyboard.press("Enter")
    expect(admin.heading("Policy simulator")).to_be_visible()
