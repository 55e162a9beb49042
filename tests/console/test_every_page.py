"""Every page, in light and dark and on a telephone: shown, without a fault, accessible, and kept as a picture."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.accessibility import find_violations
from tests.console.pages import SEEDED, pages_of
from tests.console.seed import seed

PICTURES = Path(__file__).resolve().parents[2] / "console/screenshots"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1360, "height": 900}


@pytest.fixture(scope="module")
def places(server):
    seed(server.client("iam"), server.account, SEEDED)
    return pages_of(server.account)


@pytest.mark.parametrize(
    ("look", "viewport"), [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE), ("dark", PHONE)]
)
def test_every_page_is_shown_and_accessible(new_console, places, look, viewport):
    console = new_console(color_scheme=look, viewport=viewport)
    folder = PICTURES / f"{look}-{viewport['width']}"
    folder.mkdir(parents=True, exist_ok=True)
    console.open()
    expect(console.heading("Sign in")).to_be_visible()
    faults = dict.fromkeys(find_violations(console.page), "sign-in")
    console.page.screenshot(path=folder / "sign-in.png")
    console.sign_in_as_admin()
    for place in places:
        console.visit(place.path)
        console.shows(place.shows)
        console.settle()
        faults = dict.fromkeys(find_faults(console.page), place.name) | faults
        console.page.screenshot(path=folder / f"{place.name}.png", full_page=viewport is PHONE)
    assert not faults, "\n".join(f"first on {place}: {fault}" for fault, place in faults.items())


def find_faults(page):
    """Each once, wherever it is seen: the frame is on all pages."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*find_violations(page), *([f"{wide} pixels wider than the window"] if wide > 0 else [])]


def test_every_route_is_a_place(server):
    """A page that is added to the console is added to the sweep."""
    source = (PICTURES.parent / "src/app/routes.ts").read_text("utf-8")
    patterns = [line.split("'")[1] for line in source.splitlines() if line.strip().startswith("route('")]
    visited = [_shape(place.path) for place in pages_of(server.account)]
    assert len(patterns) > 15
    missing = [pattern for pattern in patterns if not any(_fits(pattern, path) for path in visited)]
    assert not missing


def _shape(path):
    return path.partition("?")[0].split("/")


def _fits(pattern, path):
    parts = pattern.split("/")
    return len(parts) == len(path) and all(a == b or a.startswith(":") for a, b in zip(parts, path, strict=True))
