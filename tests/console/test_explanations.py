"""Why something was refused: in the refusal itself, from the audit events, and from a pasted message."""

import json

import pytest
from botocore.exceptions import ClientError
from playwright.sync_api import expect

from tests.console.seed import PASSWORD
from tests.wire.server_process import Keys

EXPLAIN = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "limen:Explain*", "Resource": "*"}}


def make_user(iam, name, *policies):
    iam.create_user(UserName=name)
    iam.create_login_profile(UserName=name, Password=PASSWORD)
    for number, policy in enumerate(policies):
        iam.put_user_policy(UserName=name, PolicyName=f"{name}-{number}", PolicyDocument=json.dumps(policy))


def refuse(server, iam, name):
    """The error of a call that the user may not make."""
    keys = Keys.of(iam.create_access_key(UserName=name)["AccessKey"])
    with pytest.raises(ClientError) as refused:
        server.client("iam", keys).list_groups()
    return refused.value


def try_to_create_group(console, name):
    console.open("/groups/create")
    console.sign_in(name, PASSWORD)
    console.fill("Group name", "w-not-allowed")
    console.press("Create group")
    denied = console.page.get_by_test_id("denied").last
    denied.get_by_role("button", name="Explain").click()
    return denied


def test_a_refusal_names_the_change_and_the_form_stays(new_console, iam):
    make_user(iam, "w-curious", EXPLAIN)
    console = new_console()
    explained = try_to_create_group(console, "w-curious").get_by_test_id("explained")
    expect(explained).to_contain_text("The only statement about you does not allow it.")
    expect(explained).to_contain_text("To allow it: add a statement to the identity policies.")
    expect(console.page.get_by_role("textbox", name="Group name")).to_have_value("w-not-allowed")


def test_a_user_who_may_not_see_the_explanation_learns_what_to_send(new_console, iam):
    make_user(iam, "w-uninformed")
    denied = try_to_create_group(new_console(), "w-uninformed")
    expect(denied).to_contain_text("An administrator can, with this request ID: ")


def test_a_request_id_is_explained_then_and_now(admin, server, iam):
    make_user(iam, "w-later")
    error = refuse(server, iam, "w-later")
    allow = {"Sid": "Now", "Effect": "Allow", "Action": "iam:ListGroups", "Resource": "*"}
    iam.put_user_policy(
        UserName="w-later",
        PolicyName="later",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allow]}),
    )
    admin.visit("/why")
    admin.fill("Event ID, request ID or message", f"denied, request {error.response['ResponseMetadata']['RequestId']}")
    admin.press("Explain")
    admin.shows("The policies have changed since.")
    admin.shows("How it would be decided now")
    expect(admin.page.get_by_test_id("remedies").first).to_contain_text('"iam:ListGroups"')
    expect(admin.row("later, statement Now").first).to_be_visible()


def test_a_message_is_asked_on_the_present_policies(admin, server, iam):
    make_user(iam, "w-messenger")
    admin.visit("/why")
    admin.fill("Event ID, request ID or message", str(refuse(server, iam, "w-messenger")))
    admin.press("Explain")
    admin.shows("With the present policies")
    expect(admin.page.get_by_test_id("remedies")).to_contain_text('"iam:ListGroups"')


def test_what_is_neither_is_pointed_out(admin):
    admin.visit("/why")
    admin.fill("Event ID, request ID or message", "hello")
    admin.shows("This is neither an ID, nor the message of a refusal.")
    expect(admin.page.get_by_role("button", name="Explain", exact=True)).to_be_disabled()


def test_an_audit_event_leads_to_its_explanation(admin, server, iam):
    make_user(iam, "w-audited")
    refuse(server, iam, "w-audited")
    admin.visit("/audit?by=Username&is=w-audited")
    admin.row("AccessDenied").first.get_by_role("button", name="ListGroups").click()
    admin.page.get_by_role("link", name="Explain the decision").click()
    admin.shows("What would allow it")


def test_the_catalog_leads_to_who_can(admin):
    admin.visit("/services?q=limen")
    admin.page.get_by_role("link", name="Limen", exact=True).last.click()
    admin.shows("Its actions begin with limen: in policies.")
    expect(admin.row("EndSession").first).to_contain_text("Write")
    admin.page.get_by_role("link", name="EndSession").click()
    expect(admin.page.get_by_role("textbox", name="Action", exact=True)).to_have_value("limen:EndSession")


def test_the_server_states_what_it_is(admin):
    admin.visit("/server")
    admin.shows("In step")
    expect(admin.heading("Limen 0.1.0")).to_be_visible()


def test_what_can_lists_access_with_conditions(admin, server, iam):
    statement = {"Effect": "Allow", "Action": "sqs:DeleteQueue", "Resource": "arn:aws:sqs:*:*:w-queue"}
    near = {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
    make_user(iam, "w-able", {"Version": "2012-10-17", "Statement": [{**statement, **near}]})
    admin.visit("/what-can")
    admin.page.get_by_role("button", name="User or role Choose").click()
    admin.page.get_by_placeholder("Find").or_(admin.page.get_by_role("combobox")).last.fill("w-able")
    admin.page.get_by_role("option", name="w-able").click()
    admin.fill("Service", "sqs")
    admin.press("Ask")
    row = admin.row("sqs:DeleteQueue").first
    expect(row).to_contain_text("Write")
    expect(row).to_contain_text("w-queue")
    admin.page.reload()
    expect(admin.row("sqs:DeleteQueue").first).to_be_visible()


def test_the_page_of_a_user_leads_to_what_the_user_can_do(admin, iam):
    statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}
    make_user(iam, "w-shown", {"Version": "2012-10-17", "Statement": [statement]})
    admin.visit("/users/details/w-shown")
    admin.press("Show access")
    expect(admin.row("sns:Publish").first).to_contain_text("Every resource")
