"""A broker opens the console by the federation endpoint: the program of docs/federation.md, and real Chromium."""

import json
import re
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.console.accessibility import find_violations

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/federation.md").read_text("utf-8")


@pytest.fixture
def make_link(server, iam, monkeypatch):
    """The documented program, with the keys of a user who may assume the role."""
    trust = {"Effect": "Allow", "Principal": {"AWS": server.account}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName="visitor", AssumeRolePolicyDocument=_policy(trust))
    permissions = {"Effect": "Allow", "Action": ["iam:List*", "iam:Get*"], "Resource": "*"}
    iam.put_role_policy(RoleName="visitor", PolicyName="look", PolicyDocument=_policy(permissions))
    iam.create_user(UserName="broker")
    assume = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    iam.put_user_policy(UserName="broker", PolicyName="assume", PolicyDocument=_policy(assume))
    key = iam.create_access_key(UserName="broker")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    program = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict = {}
    assert program is not None
    exec(program[1], names)  # The documentation's own program.
    return lambda person: names["make_link"](server.endpoint, f"arn:aws:iam::{server.account}:role/visitor", person)


def _policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_a_link_of_a_broker_opens_the_console(make_link, new_console, server):
    visitor, arn = new_console(), f"arn:aws:sts::{server.account}:assumed-role/visitor/ana"
    link = make_link("ana")
    visitor.page.goto(link)
    visitor.wait_for_shell()
    assert visitor.page.url == f"{server.endpoint}/console/"
    visitor.visit("/security")
    visitor.shows(arn)
    visitor.shows("You are signed in with temporary credentials.")
    visitor.page.reload()
    visitor.shows(arn)
    visitor.visit("/groups/create")
    visitor.settle()

    other = new_console()  # Somebody who finds the link later.
    with pytest.raises(HTTPError) as refused:
        urlopen(link)
    assert "used before" in refused.value.read().decode()
    other.open(f"/#signin-token={'A' * 20}")
    other.shows("The sign-in link was used before")
    assert find_violations(other.page) == []
    other.press("Continue")
    expect(other.heading("Sign in")).to_be_visible()

    other.sign_in("admin", server.credentials["admin_password"])
    other.visit("/roles/details/visitor?tab=sessions")
    other.settle()
    other.choose_row("Console of visitor/ana")
    other.press("End session")
    other.confirm()
    other.shows("The session was ended")
    visitor.visit("/users")
    visitor.shows("You came here by a link.")

    other.page.goto(make_link("ben"))  # A link does not replace a session without a question.
    other.shows("You are already signed in")
    assert find_violations(other.page) == []
    other.press("Stay signed in")
    other.wait_for_shell()
    other.page.goto(make_link("cleo"))
    other.press("Sign out and follow the link")
    other.wait_for_shell()
    other.visit("/security")
    other.shows("assumed-role/visitor/cleo")
