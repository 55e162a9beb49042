"""What Limen's own service answers, in the browser: sessions that can be ended, and who can do what."""

import json
from urllib.request import Request, urlopen

from playwright.sync_api import expect

from tests.console.seed import PASSWORD


def test_an_administrator_ends_a_session_and_the_page_says_so(admin, new_console, iam):
    iam.create_user(UserName="signed-in")
    iam.create_login_profile(UserName="signed-in", Password=PASSWORD)
    other = new_console()
    other.open("/groups/create")
    other.sign_in("signed-in", PASSWORD)
    other.fill("Group name", "kept")
    admin.visit("/users/details/signed-in?tab=credentials")
    expect(admin.row("Browser").first).to_be_visible()
    admin.choose_row("Browser")
    admin.press("End session")
    admin.confirm()
    admin.shows("The session was ended")
    admin.shows("Nobody is signed in.")
    other.press("Create group")
    other.shows("Sign in again")
    expect(other.page.get_by_role("textbox", name="Group name")).to_have_value("kept")


def test_ones_own_session_is_marked_and_comes_first(new_console, server, iam):
    """Among more sessions than fit on one page of the list."""
    iam.create_user(UserName="w-often")
    iam.create_login_profile(UserName="w-often", Password=PASSWORD)
    iam.attach_user_policy(UserName="w-often", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    console = new_console()
    console.open("/security")
    console.sign_in("w-often", PASSWORD)
    for _ in range(11):
        sign_in_elsewhere(server, "w-often")
    console.press("Refresh Active sessions")
    console.shows("Active sessions (12)")
    rows = console.page.get_by_role("grid", name="Active sessions").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Browser (this one)")
    expect(rows.filter(has_text="(this one)")).to_have_count(1)


def sign_in_elsewhere(server, name):
    """A session of another browser."""
    proof = {"grantType": "password", "account": server.account, "userName": name, "password": PASSWORD}
    body = json.dumps({"clientId": "arn:aws:signin:::devtools/same-device", **proof}).encode()
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(f"{server.endpoint}/console/session", body, headers), timeout=20) as answer:
        assert answer.status == 200


def test_who_can_names_the_statement_and_the_condition(admin, iam):
    """About a resource that no policy of another test names: they share the server."""
    iam.create_user(UserName="w-sometimes")
    statement = {
        "Sid": "Near",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::w-near/*",
        "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="w-sometimes", PolicyName="w-near", PolicyDocument=document)
    admin.visit("/who-can")
    admin.fill("Action", "s3:GetObject")
    admin.fill("Resource", "arn:aws:s3:::w-near/a.txt")
    admin.press("Ask")
    verdicts = admin.page.get_by_test_id("verdicts")
    expect(verdicts.get_by_role("row").filter(has_text="admin").first).to_contain_text("AdministratorAccess")
    sometimes = verdicts.get_by_role("row").filter(has_text="w-sometimes")
    expect(sometimes).to_contain_text("It depends")
    expect(sometimes).to_contain_text("statement Near")
    expect(sometimes).to_contain_text("aws:SourceIp")


def test_text_that_is_not_an_action_is_pointed_out(admin):
    admin.visit("/who-can")
    admin.fill("Action", "everything")
    admin.shows("An action looks like s3:DeleteObject.")
    expect(admin.page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()


def test_a_refused_question_shows_the_reason(new_console, iam):
    iam.create_user(UserName="w-nobody")
    iam.create_login_profile(UserName="w-nobody", Password=PASSWORD)
    console = new_console()
    console.open("/who-can")
    console.sign_in("w-nobody", PASSWORD)
    console.fill("Action", "iam:ListUsers")
    console.press("Ask")
    denied = console.page.get_by_test_id("denied")
    expect(denied).to_contain_text("limen:WhoCan")
