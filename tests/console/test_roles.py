"""Roles and switching to them."""

import json
import re

from playwright.sync_api import expect

from tests.console.seed import look_policy, trust_policy


def test_a_role_is_created_from_a_template(admin, iam, server):
    admin.visit("/roles/create")
    admin.fill("Role name", "templated")
    admin.fill("Description", "For guides")
    admin.page.get_by_role("button", name="Begin with").click()
    admin.page.get_by_role("option", name="This account, with MFA").click()
    expect(admin.page.get_by_role("textbox", name="Trust policy")).to_contain_text("aws:MultiFactorAuthPresent")
    admin.page.get_by_role("button", name="Longest session").click()
    admin.page.get_by_role("option", name="4 hours").click()
    admin.press("Create role")
    expect(admin.heading("templated")).to_be_visible()
    role = iam.get_role(RoleName="templated")["Role"]
    assert role["MaxSessionDuration"] == 4 * 3600
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{server.account}:root"}


def test_a_trust_policy_is_edited(admin, iam, server):
    iam.create_role(RoleName="trusting", AssumeRolePolicyDocument=trust_policy(server.account))
    admin.visit("/roles/details/trusting?tab=trust")
    admin.press("Edit trust policy")
    admin.page.get_by_role("textbox", name="Trust policy").focus()
    admin.page.keyboard.press("Control+a")
    admin.page.keyboard.insert_text(trust_policy(server.account).replace(":root", ":user/admin"))
    admin.press("Save trust policy")
    admin.shows("The trust policy of trusting was saved")
    (statement,) = iam.get_role(RoleName="trusting")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"]["AWS"].endswith(":user/admin")


def test_a_role_is_edited_and_deleted_with_its_policies(admin, iam, server):
    iam.create_role(RoleName="leaving", AssumeRolePolicyDocument=trust_policy(server.account))
    iam.put_role_policy(RoleName="leaving", PolicyName="own", PolicyDocument=look_policy(server.account))
    admin.visit("/roles/details/leaving")
    admin.press("Edit")
    admin.dialog.get_by_role("textbox", name="Description").fill("Anew")
    admin.confirm()
    admin.shows("The role leaving was changed")
    assert iam.get_role(RoleName="leaving")["Role"]["Description"] == "Anew"
    admin.press("Delete")
    admin.shows("DeleteRolePolicy (1)")
    admin.confirm("leaving")
    admin.shows("The role leaving was deleted")


def test_a_role_is_switched_to_and_back(admin, iam, server):
    iam.create_role(RoleName="guide", AssumeRolePolicyDocument=trust_policy(server.account))
    iam.put_role_policy(RoleName="guide", PolicyName="look", PolicyDocument=look_policy(server.account))
    admin.visit("/roles/details/guide")
    admin.press("Switch to this role")
    admin.fill("Display name", "Guide of the day")
    admin.press("Switch role")
    expect(admin.page.get_by_test_id("role-bar")).to_have_text("You are acting as Guide of the day")
    admin.visit("/users/details/admin")
    denied = admin.page.get_by_test_id("denied").first
    expect(denied).to_contain_text("iam:GetUser")
    expect(denied).to_contain_text("assumed-role/guide/admin")
    admin.open("/users/details/admin")
    expect(admin.page.get_by_test_id("role-bar")).to_have_text("You are acting as Guide of the day")
    admin.choose_in_account_menu("Switch back to admin")
    expect(admin.page.get_by_test_id("role-bar")).to_have_count(0)
    admin.shows("user/admin")


def test_a_role_that_trusts_somebody_else_is_refused(admin, iam, server):
    stranger = trust_policy(server.account).replace(":root", ":user/nobody-else")
    iam.create_user(UserName="nobody-else")
    iam.create_role(RoleName="closed", AssumeRolePolicyDocument=stranger)
    admin.visit("/switch-role")
    admin.fill("Role ARN", f"arn:aws:iam::{server.account}:role/closed")
    admin.press("Switch role")
    admin.shows("You are not allowed to do this")
    expect(admin.page.get_by_test_id("role-bar")).to_have_count(0)


def test_active_sessions_are_revoked(admin, iam, server):
    iam.create_role(RoleName="leaked", AssumeRolePolicyDocument=trust_policy(server.account))
    admin.visit("/roles/details/leaked?tab=sessions")
    admin.press("Revoke active sessions")
    admin.confirm("leaked")
    admin.shows("The sessions of leaked that started before now are refused")
    document = iam.get_role_policy(RoleName="leaked", PolicyName="AWSRevokeOlderSessions")["PolicyDocument"]
    (statement,) = document["Statement"]
    assert statement["Effect"] == "Deny"
    assert list(statement["Condition"]) == ["DateLessThan"]


def test_what_is_not_an_arn_of_a_role_is_not_tried(admin):
    admin.visit("/switch-role")
    admin.fill("Role ARN", "arn:aws:iam::123456789012:user/alice")
    admin.shows("This is not the ARN of a role.")
    expect(admin.page.get_by_role("button", name="Switch role", exact=True)).to_be_disabled()


def test_recent_roles_are_in_the_menu_and_hold_no_secret(admin, iam, server):
    iam.create_role(RoleName="recent", AssumeRolePolicyDocument=trust_policy(server.account))
    admin.visit(f"/switch-role?arn=arn:aws:iam::{server.account}:role/recent")
    admin.press("Switch role")
    expect(admin.page.get_by_test_id("role-bar")).to_be_visible()
    stored = json.loads(admin.page.evaluate("JSON.stringify({...localStorage})"))
    assert "recent" in stored["limen.roles"]
    assert "ASIA" not in json.dumps(stored)
    admin.page.get_by_role("button", name=re.compile("^Account: ")).first.click()
    expect(admin.page.get_by_role("menuitem", name="recent").first).to_be_visible()
