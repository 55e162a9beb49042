"""The main story in the browser: the owner lets a friend in, who can do what the policy allows and nothing else."""

import json

from playwright.sync_api import expect

from tests.console.seed import look_policy


def test_the_owner_lets_a_friend_in(new_console, server, iam):
    owner = new_console()
    owner.sign_in_as_admin()
    write_policy(owner, server.account)
    create_group(owner)
    password = create_friend(owner)

    friend = new_console(permissions=["clipboard-read", "clipboard-write"])
    friend.page.goto(f"{server.endpoint}/signin/acme")
    friend.name_user("zoe", "acme")
    friend.give_password(password)
    choose_password(friend)
    sees_what_is_allowed(friend)
    is_refused_with_the_reason(friend)
    is_refused_by_the_deny(friend)
    assert "zoe-2" not in {user["UserName"] for user in iam.list_users()["Users"]}


def write_policy(owner, account):
    owner.visit("/policies/create")
    owner.fill("Policy name", "visitors")
    owner.write_document(look_policy(account))
    owner.press("Create policy")
    owner.shows("The policy visitors was created")
    assert "/policies/details/" in owner.page.url


def create_group(owner):
    owner.visit("/groups/create")
    owner.fill("Group name", "visitors")
    owner.page.get_by_role("searchbox", name="Find policies").fill("visitors")
    owner.page.get_by_role("checkbox", name="Select visitors").check(force=True)
    owner.press("Create group")
    owner.shows("The group visitors was created")


def create_friend(owner):
    owner.visit("/users/create")
    owner.fill("User name", "zoe")
    owner.page.get_by_role("checkbox", name="The user can sign in to this console").check(force=True)
    owner.press("Next")
    owner.page.get_by_role("button", name="Add the user to groups").click()
    owner.page.get_by_role("option", name="visitors").click()
    owner.page.keyboard.press("Escape")
    owner.press("Next")
    owner.press("Next")
    owner.page.get_by_role("button", name="Show as CLI commands").last.click()
    owner.shows("aws iam create-user --user-name zoe")
    owner.shows("aws iam add-user-to-group --user-name zoe --group-name visitors")
    owner.shows('--password "$PASSWORD"')
    owner.press("Create user")
    owner.page.get_by_role("button", name="Show Password").click()
    password = owner.page.get_by_test_id("secret").inner_text().strip()
    assert len(password) >= 20
    owner.press("Done")
    expect(owner.heading("zoe")).to_be_visible()
    return password


def choose_password(friend):
    friend.shows("You must choose a new password")
    friend.page.get_by_label("New password", exact=True).fill("Better-Horse-2")
    friend.page.get_by_label("New password, again").fill("Better-Horse-2")
    friend.press("Sign in")
    friend.wait_for_shell()


def sees_what_is_allowed(friend):
    friend.visit("/users?q=zoe")
    expect(friend.row("zoe").first).to_be_visible()
    friend.visit("/users/details/zoe?tab=groups")
    expect(friend.row("visitors").first).to_be_visible()


def is_refused_with_the_reason(friend):
    friend.visit("/users/create")
    friend.fill("User name", "zoe-2")
    for _ in range(3):
        friend.press("Next")
    friend.press("Create user")
    denied = friend.page.get_by_test_id("denied")
    expect(denied).to_contain_text("iam:CreateUser")
    expect(denied).to_contain_text("No identity-based policy allows it.")
    denied.get_by_role("button", name="Copy as policy statement").click()
    copied = json.loads(friend.page.evaluate("navigator.clipboard.readText()"))
    account = friend.server.account
    assert copied == {"Effect": "Allow", "Action": "iam:CreateUser", "Resource": f"arn:aws:iam::{account}:user/zoe-2"}
    expect(friend.page.get_by_text("zoe-2").first).to_be_visible()


def is_refused_by_the_deny(friend):
    friend.visit("/users/details/admin")
    denied = friend.page.get_by_test_id("denied").first
    expect(denied).to_contain_text("iam:GetUser")
    expect(denied).to_contain_text("A Deny always wins")
    expect(denied).to_contain_text("policy/visitors")
    expect(denied.get_by_role("button", name="Copy as policy statement")).to_have_count(0)
