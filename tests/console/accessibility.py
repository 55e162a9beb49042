"""axe-core in the page: the rules of WCAG that a program can check."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "console/node_modules/axe-core/axe.min.js"


@cache
def _source() -> str:
    return AXE.read_text("utf-8")


def find_violations(page: Page) -> list[str]:
    """Violations as lines: the rule, what it requires, and where."""
    page.evaluate(_source())  # Not a script element: the CSP forbids those.
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
        if not _is_of_cloudscape(violation["id"], node["html"])
    ]


def _is_of_cloudscape(rule: str, html: str) -> bool:
    """On telephones Cloudscape 3.0.1383 sets an attribute on its menu that `nav` does not take."""
    return rule == "aria-allowed-attr" and "mobile-toolbar-nav" in html
