"""What Limen's own service answers, in the browser: sessions that can be ended, and who can do what."""

from playwright.sync_api import expect

from tests.console.seed import PASSWORD, look_policy


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
    admin.shows("The user is not signed in anywhere.")
    other.press("Create group")
    other.shows("Sign in again")
    expect(other.page.get_by_role("textbox", name="Group name")).to_have_value("kept")


def test_ones_own_session_is_marked(admin):
    admin.visit("/security")
    expect(admin.row("Browser (this one)").first).to_be_visible()


def test_who_can_names_the_statement_and_the_condition(admin, server, iam):
    iam.create_user(UserName="w-sometimes")
    document = look_policy(server.account).replace(
        '"Resource": "*"', '"Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}', 1
    )
    iam.put_user_policy(UserName="w-sometimes", PolicyName="w-look", PolicyDocument=document)
    admin.visit("/who-can")
    admin.fill("Action", "iam:ListUsers")
    admin.press("Ask")
    verdicts = admin.page.get_by_test_id("verdicts")
    expect(verdicts.get_by_role("row").filter(has_text="admin").first).to_contain_text("AdministratorAccess")
    sometimes = verdicts.get_by_role("row").filter(has_text="w-sometimes")
    expect(sometimes).to_contain_text("It depends")
    expect(sometimes).to_contain_text("statement Look")
    expect(sometimes).to_contain_text("aws:SourceIp")


def test_what_is_no_action_is_pointed_out(admin):
    admin.visit("/who-can")
    admin.fill("Action", "everything")
    admin.shows("An action is like s3:DeleteObject.")
    expect(admin.page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()


def test_whoever_may_not_ask_is_told_why(new_console, iam):
    iam.create_user(UserName="w-nobody")
    iam.create_login_profile(UserName="w-nobody", Password=PASSWORD)
    console = new_console()
    console.open("/who-can")
    console.sign_in("w-nobody", PASSWORD)
    console.fill("Action", "iam:ListUsers")
    console.press("Ask")
    denied = console.page.get_by_test_id("denied")
    expect(denied).to_contain_text("limen:WhoCan")
