"""Policies and groups in the browser, checked against the server by boto3."""

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.console.seed import look_policy


def page_of(arn):
    return f"/policies/details/{quote(arn, safe='')}"


@pytest.fixture
def policy(iam, server, request):
    """A policy of the test's own."""
    name = request.node.name.replace("_", "-")[:60]
    arn = iam.create_policy(PolicyName=name, PolicyDocument=look_policy(server.account))["Policy"]["Arn"]
    return name, arn


def test_a_policy_is_written_and_named(admin, iam, server):
    admin.visit("/policies/create")
    admin.fill("Policy name", "written")
    admin.fill("Description", "What it is for")
    admin.write_document(look_policy(server.account))
    admin.press("Create policy")
    expect(admin.heading("written")).to_be_visible()
    found = iam.get_policy(PolicyArn=f"arn:aws:iam::{server.account}:policy/written")["Policy"]
    assert found["Description"] == "What it is for"


def test_a_policy_begins_with_one_of_aws(admin):
    admin.visit("/policies/create?view=json")
    admin.press("Begin with another policy")
    admin.page.get_by_role("searchbox", name="Find policies").fill("AWSDenyAll")
    admin.page.get_by_role("radio", name="Select AWSDenyAll").check(force=True)
    admin.press("Use this document")
    expect(admin.page.get_by_role("textbox", name="Policy document")).to_contain_text("Deny")


def test_editing_makes_a_version_and_shows_the_difference(admin, iam, server, policy):
    _, arn = policy
    admin.visit(f"{page_of(arn)}/edit")
    admin.shows("NotTheAdmin")
    admin.write_document(
        json.dumps(json.loads(look_policy(server.account).replace("NotTheAdmin", "Renamed")), indent=2)
    )
    admin.page.get_by_role("button", name="What changes against v1").click()
    expect(admin.page.get_by_test_id("diff")).to_contain_text('+       "Sid": "Renamed"')
    expect(admin.page.get_by_test_id("diff")).to_contain_text('-       "Sid": "NotTheAdmin"')
    admin.press("Save")
    admin.shows("was saved")
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v2"


def test_two_people_who_edit_one_policy_lose_nothing(admin, iam, server, policy):
    _, arn = policy
    admin.visit(f"{page_of(arn)}/edit")
    admin.shows("NotTheAdmin")
    admin.write_document(look_policy(server.account).replace("Look", "Mine"))
    theirs = look_policy(server.account).replace("Look", "Theirs")
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=theirs, SetAsDefault=True)
    admin.press("Save")
    admin.shows("Somebody made v2 the default version while you were editing")
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v2"
    expect(admin.page.get_by_role("textbox", name="Policy document")).to_contain_text("Mine")
    admin.press("Save")
    admin.shows("was saved")
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert [v["VersionId"] for v in versions if v["IsDefaultVersion"]] == ["v3"]


def test_a_sixth_version_takes_the_place_of_the_oldest(admin, iam, server, policy):
    _, arn = policy
    for number in range(4):
        document = look_policy(server.account).replace("Look", f"Look{number}")
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
    admin.visit(f"{page_of(arn)}/edit")
    admin.shows("The oldest, v1, is deleted to make room")
    admin.write_document(look_policy(server.account).replace("Look", "Sixth"))
    admin.press("Save")
    admin.shows("was saved")
    versions = [v["VersionId"] for v in iam.list_policy_versions(PolicyArn=arn)["Versions"]]
    assert sorted(versions) == ["v2", "v3", "v4", "v5", "v6"]


def test_versions_are_compared_made_default_and_deleted(admin, iam, server, policy):
    _, arn = policy
    document = look_policy(server.account).replace("NotTheAdmin", "Second")
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=False)
    admin.visit(f"{page_of(arn)}?tab=versions")
    admin.choose_row("v2")
    admin.press("View")
    expect(admin.page.get_by_test_id("diff")).to_contain_text("Second")
    admin.page.get_by_role("button", name="Close").last.click()
    admin.press("Set as default")
    admin.confirm()
    admin.shows("v2 is now the default version")
    admin.page.get_by_role("checkbox", name="Select v2").uncheck(force=True)
    admin.choose_row("v1")
    admin.page.get_by_role("button", name="Delete", exact=True).last.click()
    admin.confirm("v1")
    admin.shows("Deleted: v1")
    assert [v["VersionId"] for v in iam.list_policy_versions(PolicyArn=arn)["Versions"]] == ["v2"]


def test_a_policy_is_attached_to_a_group_detached_and_deleted(admin, iam, policy):
    name, arn = policy
    iam.create_group(GroupName="policy-group")
    admin.visit(f"{page_of(arn)}?tab=usage")
    admin.shows("Not attached")
    admin.press("Attach")
    admin.dialog.get_by_role("button", name="Names").click()
    admin.page.get_by_role("option", name="policy-group").click()
    admin.page.keyboard.press("Escape")
    admin.confirm()
    expect(admin.row("policy-group").first).to_be_visible()
    assert iam.list_attached_group_policies(GroupName="policy-group")["AttachedPolicies"][0]["PolicyArn"] == arn
    admin.press("Delete")
    admin.shows("DetachGroupPolicy (1)")
    admin.confirm(name)
    admin.shows(f"The policy {name} was deleted")
    assert not iam.list_attached_group_policies(GroupName="policy-group")["AttachedPolicies"]


def test_policies_of_aws_cannot_be_changed(admin):
    admin.visit(page_of("arn:aws:iam::aws:policy/AdministratorAccess"))
    admin.shows("AWS managed")
    expect(admin.page.get_by_role("button", name="Edit")).to_have_count(0)
    admin.visit("/policies?type=aws&q=AdministratorAccess")
    admin.choose_row("AdministratorAccess")
    expect(admin.page.get_by_role("button", name="Delete", exact=True)).to_be_disabled()


def test_the_findings_of_the_server_lead_to_their_places(admin):
    """Or, while the server does not check policies, the editor says so."""
    admin.visit("/policies/create")
    statement = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    admin.write_document(json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2))
    admin.shows("Security warning")
    admin.page.get_by_role("region", name="Findings").get_by_role("button").first.click()
    admin.page.keyboard.insert_text("@")
    expect(admin.page.get_by_role("textbox", name="Policy document")).to_contain_text("@")


def test_a_group_is_filled_and_emptied(admin, iam):
    iam.create_user(UserName="member")
    iam.create_group(GroupName="filled")
    admin.visit("/groups/details/filled")
    admin.press("Add users")
    admin.dialog.get_by_role("button", name="Users Choose users").click()
    admin.page.get_by_role("option", name="member", exact=True).click()
    admin.page.keyboard.press("Escape")
    admin.confirm()
    expect(admin.row("member").first).to_be_visible()
    admin.choose_row("member")
    admin.press("Remove")
    admin.confirm()
    admin.shows("Removed from filled: member")
    assert not iam.get_group(GroupName="filled")["Users"]
    admin.press("Delete")
    admin.confirm("filled")
    admin.shows("The group filled was deleted")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_group(GroupName="filled")
