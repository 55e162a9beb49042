"""Metrics as Prometheus reads them, by the parser of its own library."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from limen.server.exposition import COUNTERS, GAUGES, Report, list_names, render
from limen.server.meter import BOUNDS, Counted

INTERVALS = len(BOUNDS) + 1
ORDER = ["service", "operation", "status", "le", "reason", "kind", "outcome", "part", "state", "version"]


def cell(*times, seconds=1.5):
    return [*times, *[0] * (INTERVALS - len(times)), seconds]


def read(text):
    """The samples by name and labels."""
    families = list(text_string_to_metric_families(text.decode()))
    return {
        (s.name, *(s.labels[label] for label in sorted(s.labels, key=ORDER.index))): s.value
        for family in families
        for s in family.samples
    }


def report(requests=None, counts=None, now=None):
    return Report(Counted(requests or {}, counts or {}), now or {})


def test_requests_and_their_times():
    requests = {("iam", "GetUser", "2xx"): cell(2, 1), ("iam", "GetUser", "4xx"): cell(0, 0, 4, seconds=0.25)}
    samples = read(render([report(requests)]))
    assert samples["limen_requests_total", "iam", "GetUser", "2xx"] == 3
    assert samples["limen_requests_total", "iam", "GetUser", "4xx"] == 4
    of_buckets = [samples["limen_request_duration_seconds_bucket", "iam", "GetUser", str(bound)] for bound in BOUNDS]
    assert of_buckets[:4] == [2, 3, 7, 7]
    assert samples["limen_request_duration_seconds_bucket", "iam", "GetUser", "+Inf"] == 7
    assert samples["limen_request_duration_seconds_count", "iam", "GetUser"] == 7
    assert samples["limen_request_duration_seconds_sum", "iam", "GetUser"] == 1.75


def test_workers_count_together():
    one = report(
        {("iam", "GetUser", "2xx"): cell(1)},
        {("denials", "AccessDenied"): 2},
        {("revision",): 7, ("workers",): 1, ("audit_queue_oldest_seconds",): 0.5, ("tasks", "writers"): 2},
    )
    other = report(
        {("iam", "GetUser", "2xx"): cell(0, 5), ("sts", "GetCallerIdentity", "2xx"): cell(1)},
        {("denials", "AccessDenied"): 1},
        {("workers",): 1, ("audit_queue_oldest_seconds",): 2, ("tasks", "writers"): 1},
    )
    samples = read(render([one, other]))
    assert samples["limen_requests_total", "iam", "GetUser", "2xx"] == 6
    assert samples["limen_requests_total", "sts", "GetCallerIdentity", "2xx"] == 1
    assert samples["limen_denials_total", "AccessDenied"] == 3
    assert samples["limen_workers",] == 2
    assert samples["limen_tasks", "writers"] == 3
    assert samples["limen_audit_queue_oldest_seconds",] == 2
    assert samples["limen_revision",] == 7


def test_what_a_worker_counted_stays_when_it_has_ended():
    ended = report(counts={("denials", "AccessDenied"): 5}, now={("workers",): 1})
    samples = read(render([report(now={("workers",): 1})], [ended]))
    assert samples["limen_denials_total", "AccessDenied"] == 5
    assert samples["limen_workers",] == 1


def test_the_version_is_a_label():
    (key,) = [key for key in read(render([report()])) if key[0] == "limen_build_info"]
    assert key[1][0].isdigit()


def test_labels_are_escaped():
    samples = read(render([report(counts={("denials", 'a"b\n\\c'): 1})]))
    assert samples["limen_denials_total", 'a"b\n\\c'] == 1


def test_what_has_no_name_is_not_shown():
    assert b"secret" not in render([report(counts={("secret", "x"): 1}, now={("secret",): 1})])


def test_every_metric_says_what_it_is():
    text = render([report()]).decode()
    for name, kind, _, meaning in list_names():
        assert f"# HELP {name} {meaning}\n# TYPE {name} {kind}\n" in text


@pytest.mark.parametrize("names", [COUNTERS, GAUGES])
def test_a_label_and_its_values_agree(names):
    for name, (_, labels) in names.items():
        key = (name, *("x" for _ in labels))
        text = render([report(counts={key: 1}, now={key: 1})])
        assert sum(f"limen_{name}" in sample for sample, *_ in read(text)) >= 1
