"""docs/monitoring.md lists every metric; the examples ask for metrics and labels that exist, and for all of them."""

import json
import re

import pytest
import yaml

from limen.server.exposition import list_names
from tests.architecture.source import ROOT

PAGE = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
FOLDER = ROOT / "examples" / "monitoring"
LABELS = {name: set(labels) for name, _, labels, _ in list_names()}
ADDED = {"instance", "job", "le"}
"""Labels that Prometheus adds, and that of a histogram's buckets."""

NAME = re.compile(r"\blimen_\w+")
SELECTOR = re.compile(r"(\w+)\s*=~?")
GROUPED = re.compile(r"\bby \(([^)]*)\)")


def read_dashboard():
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))
    return [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


def read_alerts():
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))
    return [rule["expr"] for group in rules["groups"] for rule in group["rules"]]


def names_in(expression):
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in NAME.findall(expression)}


def labels_in(expression):
    grouped = {label.strip() for group in GROUPED.findall(expression) for label in group.split(",")}
    selected = {label for part in re.findall(r"{([^}]*)}", expression) for label in SELECTOR.findall(part)}
    return grouped | selected


def test_the_page_lists_every_metric():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `limen_")]
    listed = [
        f"| `{name}` | {kind} | {', '.join(f'`{label}`' for label in labels)} | {meaning} |"
        for name, kind, labels, meaning in list_names()
    ]
    assert rows == listed


@pytest.mark.parametrize("expression", [*read_dashboard(), *read_alerts()])
def test_examples_query_existing_metrics(expression):
    names = names_in(expression)
    assert names <= LABELS.keys()
    assert labels_in(expression) <= ADDED.union(*(LABELS[name] for name in names))


def test_the_dashboard_shows_every_metric():
    assert set().union(*map(names_in, read_dashboard())) == LABELS.keys()


def test_the_page_names_metrics_that_exist():
    assert names_in(PAGE) <= LABELS.keys()


def test_the_panels_do_not_overlap():
    panels = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))["panels"]
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert len({panel["id"] for panel in panels}) == len(panels)


def test_prometheus_reads_the_alerts_and_no_token():
    content = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))
    assert all((FOLDER / name).is_file() for name in content["rule_files"])
    assert "credentials:" not in (FOLDER / "prometheus.yml").read_text("utf-8")
