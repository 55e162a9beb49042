"""docs/monitoring.md lists every metric, with its kind, labels and meaning."""

from limen.server.exposition import list_names
from tests.architecture.source import ROOT

PAGE = (ROOT / "docs" / "monitoring.md").read_text("utf-8")


def test_the_page_lists_every_metric():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `limen_")]
    listed = [
        f"| `{name}` | {kind} | {', '.join(f'`{label}`' for label in labels)} | {meaning} |"
        for name, kind, labels, meaning in list_names()
    ]
    assert rows == listed
