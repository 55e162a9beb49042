"""Metrics of a real server with two workers, read as Prometheus does; its log of requests in JSON."""

import json
import time
import urllib.error
import urllib.request
from collections import Counter

import pytest
from botocore.exceptions import ClientError
from prometheus_client.parser import text_string_to_metric_families

from tests.wire.raw_http import exchange, render
from tests.wire.server_process import Server

TOKEN = "monitoring-token-of-the-tests"
CALLS = 24


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    options = ("--ephemeral", "--workers", "2", "--log-level", "info", "--log-format", "json")
    variables = {"LIMEN_MONITORING_TOKEN": TOKEN}
    running = Server(tmp_path_factory.mktemp("home"), *options, variables=variables)
    await_samples(running, ("limen_workers", (), 2))  # It listens before its workers have started.
    yield running
    running.stop()


def scrape(server, token=TOKEN):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"{server.endpoint}/metrics", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


def read_samples(server):
    families = text_string_to_metric_families(scrape(server))
    return {(s.name, frozenset(s.labels.values())): s.value for f in families for s in f.samples}


def await_samples(server, *wanted):
    """The samples, once the workers have started and shared what they counted."""
    deadline = time.monotonic() + 90
    while True:
        samples = read_samples(server)
        if all(samples.get((name, frozenset(labels))) == value for name, labels, value in wanted):
            return samples
        assert time.monotonic() < deadline, samples
        time.sleep(0.2)


def test_the_workers_count_together(watched):
    for _ in range(CALLS):  # Each on a connection of its own, so that both workers have some.
        watched._make_client("sts", watched.owner).get_caller_identity()
    watched.client("iam").create_user(UserName="m-counted")
    with pytest.raises(ClientError):
        watched.client("iam").get_user(UserName="m-nobody")
    wrong = type(watched.owner)(watched.owner.access_key_id, "x" * 40)
    with pytest.raises(ClientError):
        watched.client("sts", wrong).get_caller_identity()
    samples = await_samples(
        watched,
        ("limen_workers", (), 2),
        ("limen_up", (), 1),
        ("limen_requests_total", ("sts", "GetCallerIdentity", "2xx"), CALLS),
        ("limen_request_duration_seconds_count", ("sts", "GetCallerIdentity"), CALLS + 1),
        ("limen_requests_total", ("iam", "CreateUser", "2xx"), 1),
        ("limen_requests_total", ("iam", "GetUser", "4xx"), 1),
        ("limen_denials_total", ("SignatureDoesNotMatch",), 1),
    )
    assert samples["limen_revision", frozenset()] >= 2


@pytest.mark.parametrize("token", ["", "monitoring-token", TOKEN + "x"])
def test_nobody_else_reads_them(watched, token):
    with pytest.raises(urllib.error.HTTPError) as refused:
        scrape(watched, token)
    with refused.value as answer:
        assert (answer.status, b"limen_" in answer.read()) == (401, False)


def test_a_server_without_a_token_has_no_metrics(server):
    assert exchange(server, render("GET", "/metrics", server, {"authorization": "Bearer undefined"})).status == 404


def test_the_operator_reads_the_details_of_readiness(watched):
    answer = exchange(watched, render("GET", "/readyz", watched, {"authorization": f"Bearer {TOKEN}"}))
    parts = {"audit": "ok", "store": "ok", "migrations": "ok", "master_key": "ok"}
    assert json.loads(answer.body) == {"ready": True, "parts": parts}
    assert exchange(watched, render("GET", "/readyz", watched, {})).body == "ready\n"


def test_each_request_is_a_line_of_the_log(watched):
    made = watched.client("iam").list_groups()
    exchange(watched, render("GET", "/nothing?password=hidden", watched, {}))
    lines = [json.loads(line) for line in watched.log.read_text().splitlines()]
    (line,) = [each for each in lines if each.get("request_id") == made["ResponseMetadata"]["RequestId"]]
    assert (line["service"], line["operation"], line["status"]) == ("iam", "ListGroups", 200)
    assert line["caller"] == f"arn:aws:iam::{watched.account}:user/admin"
    assert Counter(each.get("operation") for each in lines)["not_found"] == 1
    assert "hidden" not in watched.log.read_text()
    assert watched.owner.secret_access_key not in watched.log.read_text()
