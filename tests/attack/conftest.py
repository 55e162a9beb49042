"""Real servers under attack: one that all tests share, and further ones that a test starts."""

import pytest

from tests.wire.server_process import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all attacks; it must survive them all without an error in its log."""
    running = Server(tmp_path_factory.mktemp("home"), "--ephemeral")
    yield running
    assert running.stop() == 0
    assert running.log.read_text() == ""


@pytest.fixture
def start(tmp_path):
    """Starts servers that the test stops itself, or that are stopped after it."""
    started: list[Server] = []

    def start_server(*options: str, **variables: str) -> Server:
        server = Server(tmp_path, *options, variables=variables)
        started.append(server)
        return server

    yield start_server
    for server in started:
        server.stop()
