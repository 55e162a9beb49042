"""A server, Debian's Chromium, and pages that fail the test on any fault the browser reports."""

import pytest
from playwright.sync_api import expect

from limen.server.console_files import ConsoleFiles
from tests.console.console import SLOW_MS, Console
from tests.console.watched import watched
from tests.wire.server_process import Server

DESKTOP = {"width": 1360, "height": 900}

expect.set_options(timeout=SLOW_MS)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all: each test uses names of its own, and filters the lists, which may have several pages."""
    assert ConsoleFiles().is_built, "the console is not built: make console"
    running = Server(tmp_path_factory.mktemp("home"), "--ephemeral", "--account-alias", "acme")
    yield running
    assert running.stop() == 0
    assert running.log.read_text() == ""


@pytest.fixture
def new_console(server, chromium):
    """Opens the browsers of several people, one after another, each with its own storage."""
    opened = []

    def open_console(**options):
        context = chromium.new_context(**{"viewport": DESKTOP, "locale": "en-US", "reduced_motion": "reduce"} | options)
        watching = watched(context, server.endpoint)
        opened.append((context, watching))
        return Console(watching.__enter__(), server)

    yield open_console
    for context, watching in opened:
        try:
            watching.__exit__(None, None, None)
        finally:
            context.close()


@pytest.fixture
def console(new_console):
    return new_console()


@pytest.fixture
def admin(console):
    """The administrator, signed in."""
    console.sign_in_as_admin()
    return console


@pytest.fixture
def iam(server):
    return server.client("iam")
