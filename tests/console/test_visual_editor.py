"""The visual editor of policies: what it builds, what it keeps, and an account's own service in it."""

import json
from pathlib import Path
from urllib.parse import quote

import boto3
from playwright.sync_api import expect

SHOP = {
    "Name": "vshop",
    "Title": "Village shop",
    "Actions": [
        {"Name": "Sell", "Annotations": {"Properties": {"IsWrite": True}}, "Resources": [{"Name": "item"}]},
        {"Name": "GetItem", "Annotations": {"Properties": {}}, "Resources": [{"Name": "item"}]},
    ],
    "Resources": [{"Name": "item", "ARNFormats": ["arn:${Partition}:vshop::${Account}:item/${ItemName}"]}],
}

MODELS = Path(__file__).resolve().parents[2] / "src/limen/wire/own_models"


def limen_client(server):
    session = boto3.Session(server.owner.access_key_id, server.owner.secret_access_key, region_name="us-east-1")
    session._loader.search_paths.insert(0, str(MODELS))
    return session.client("limen", endpoint_url=server.endpoint)


def test_a_statement_of_an_own_service_is_built(admin, iam, server):
    limen_client(server).put_service(Document=json.dumps(SHOP))
    admin.visit("/policies/create")
    page = admin.page
    page.get_by_placeholder("Find a service").fill("village")
    page.get_by_role("option", name="Village shop").click()
    page.get_by_role("button", name="Write (0 of 1)").click()
    page.get_by_role("checkbox", name="Sell", exact=True).check(force=True)
    page.get_by_role("button", name="Type of resource").click()
    page.get_by_role("option", name="item").click()
    admin.fill("Item name", "bread")
    admin.press("Add this ARN")
    admin.press("Add condition")
    page.get_by_placeholder("aws:SourceIp").fill("aws:sourceip")
    page.keyboard.press("Escape")
    admin.dialog.get_by_role("textbox", name="Values").fill("10.0.0.0/8\n::1")
    admin.press("Save condition")
    admin.shows("aws:SourceIp is in 10.0.0.0/8 or ::1")
    admin.fill("Policy name", "visually-made")
    admin.press("Create policy")
    expect(admin.heading("visually-made")).to_be_visible()
    arn = f"arn:aws:iam::{server.account}:policy/visually-made"
    statement = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]["Statement"][0]
    assert statement == {
        "Sid": "Statement1",
        "Effect": "Allow",
        "Action": ["vshop:Sell"],
        "Resource": [f"arn:aws:vshop::{server.account}:item/bread"],
        "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "::1"]}},
    }


def test_an_edit_keeps_the_rest_as_it_is(admin, iam, server):
    text = """{"Statement": [
      {"Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": 300}}, "Effect": "Allow",
       "NotAction": "iam:*", "Resource": "*"},
      {"Sid": "Off", "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}],
     "Version": "2012-10-17"}"""
    arn = iam.create_policy(PolicyName="visually-kept", PolicyDocument=text)["Policy"]["Arn"]
    admin.visit(f"/policies/details/{quote(arn, safe='')}/edit?view=visual")
    admin.shows("Allow all actions except iam:* on all resources, under 1 condition.")
    admin.page.get_by_role("button", name="Statement 2: Off").click()
    admin.page.get_by_role("button", name="Allow", exact=True).click()
    admin.shows("Allow s3:DeleteObject on all resources.")
    admin.press("Save")
    admin.shows("was saved")
    stored = iam.get_policy_version(PolicyArn=arn, VersionId="v2")["PolicyVersion"]["Document"]
    assert json.dumps(stored) == json.dumps(json.loads(text.replace("Deny", "Allow")))
