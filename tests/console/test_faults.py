"""Hostile text, ended sessions and a server that is gone: nothing runs, nothing is lost, and the page says what is."""

import re
from urllib.parse import quote

from playwright.sync_api import expect

from tests.console.seed import PASSWORD, look_policy, trust_policy

HOSTILE = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>{{7*7}}${7*7}'\"`--"


def not_hacked(console):
    assert console.page.evaluate("window.hacked") is None


def test_hostile_descriptions_are_shown_as_text(admin, iam, server):
    iam.create_role(RoleName="hostile", AssumeRolePolicyDocument=trust_policy(server.account), Description=HOSTILE)
    document = look_policy(server.account)
    arn = iam.create_policy(PolicyName="hostile", PolicyDocument=document, Description=HOSTILE)["Policy"]["Arn"]
    for path in ("/roles?q=hostile", "/roles/details/hostile", f"/policies/details/{quote(arn, safe='')}"):
        admin.visit(path)
        admin.shows(HOSTILE)
        not_hacked(admin)


def test_hostile_text_in_every_field(admin):
    for path in ("/users/create", "/groups/create", "/roles/create", "/policies/create", "/simulator", "/switch-role"):
        admin.visit(path)
        expect(admin.page.get_by_role("textbox").first).to_be_visible()
        for field in admin.page.get_by_role("textbox").all():
            field.fill(HOSTILE)
        for field in admin.page.get_by_role("searchbox").all():
            field.fill(HOSTILE)
        admin.page.wait_for_timeout(600)
        not_hacked(admin)


def test_hostile_addresses(admin):
    for path in (
        f"/users/details/{quote(HOSTILE, safe='')}",
        f"/users?q={quote(HOSTILE)}",
        f"/switch-role?arn={quote(HOSTILE)}",
        f"/simulator?principal={quote(HOSTILE)}&action={quote(HOSTILE)}",
        "/users/details/%zz",
        "/users/details/a/attach",
        "/nobody/details/a/attach",
    ):
        admin.visit(path)
        expect(admin.page.get_by_role("heading", level=1).first).to_be_visible()
        not_hacked(admin)


def test_a_session_that_ends_in_a_form_keeps_the_form(new_console, iam):
    iam.create_user(UserName="ended")
    iam.create_login_profile(UserName="ended", Password=PASSWORD)
    iam.attach_user_policy(UserName="ended", PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")
    console = new_console()
    console.open("/groups/create")
    console.sign_in("ended", PASSWORD)
    console.fill("Group name", "half-typed")
    console.settle()  # The form is the first to find out, not a list that is still being loaded.
    iam.update_login_profile(UserName="ended", Password="Better-Horse-2")  # Ends every sign-in with the old one.
    console.press("Create group")
    console.shows("Sign in again")
    console.page.get_by_role("dialog").get_by_label("Password", exact=True).fill("Better-Horse-2")
    console.page.get_by_role("dialog").get_by_role("button", name="Sign in", exact=True).click()
    expect(console.page.get_by_role("dialog")).to_have_count(0)
    expect(console.page.get_by_role("textbox", name="Group name")).to_have_value("half-typed")
    console.press("Create group")
    console.shows("The group half-typed was created")


def test_an_unreachable_server_is_reported_and_nothing_is_lost(admin, iam):
    admin.visit("/groups/create")
    admin.fill("Group name", "later")
    admin.settle()  # What fails is the form, not a list that is still being loaded.
    admin.page.route("**/*", lambda route: route.abort("connectionrefused"))
    admin.press("Create group")
    admin.shows("The server does not answer. Nothing you entered is lost")
    admin.page.unroute("**/*")
    admin.press("Create group")
    admin.shows("The group later was created")


def test_what_was_done_before_a_failure_is_not_done_twice(admin, iam):
    iam.create_user(UserName="vanishing")
    admin.visit("/groups/create")
    admin.fill("Group name", "partly")
    admin.page.get_by_role("button", name="Members").click()
    admin.page.get_by_role("option", name="vanishing").click()
    admin.page.keyboard.press("Escape")
    iam.delete_user(UserName="vanishing")
    admin.press("Create group")
    admin.shows("Done before this: CreateGroup.")
    iam.create_user(UserName="vanishing")
    admin.press("Create group")
    admin.shows("The group partly was created")
    assert [user["UserName"] for user in iam.get_group(GroupName="partly")["Users"]] == ["vanishing"]


def test_a_missing_entity_is_reported(admin):
    admin.visit("/users/details/nobody-at-all")
    admin.shows("The user with name nobody-at-all cannot be found.")
    expect(admin.heading(re.compile("nobody-at-all"))).to_be_visible()
