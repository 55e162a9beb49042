"""Dockerfile and compose file agree with the code: no container engine runs where the tests do."""

import re

import pytest
import yaml

from limen.config.load import PREFIX, variable_name
from limen.config.settings import DEFAULT_PORT, list_settings
from limen.server.launch import STOP_SECONDS
from limen.server.routes import Route, find_route
from limen.wire.http import HTTPRequest
from tests.architecture.source import ROOT

IMAGE = (ROOT / "Dockerfile").read_text("utf-8")
SERVICE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["limen"]
PAGE = (ROOT / "docs/container.md").read_text("utf-8")
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pinned(name: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / "requirements" / name).read_text("utf-8")))


@pytest.mark.parametrize("text", [IMAGE, PAGE], ids=["Dockerfile", "docs/container.md"])
def test_every_variable_is_a_setting(text):
    known = {variable_name(setting.name) for setting in list_settings()} | {"LIMEN_CONSOLE"}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", text)) <= known


def test_what_is_copied_is_there():
    sources = re.findall(r"^COPY (?!--from)(\S+)", IMAGE, re.MULTILINE)
    assert sources
    assert all((ROOT / source).exists() for source in sources)


def test_the_health_check_asks_for_readiness():
    (path,) = re.findall(rf"http://127\.0\.0\.1:{DEFAULT_PORT}(/[a-z]+)", IMAGE)
    assert find_route(HTTPRequest("GET", path, "", (), b"")) is Route.READINESS


def test_port_data_and_stop_agree():
    assert f"EXPOSE {DEFAULT_PORT}" in IMAGE
    assert SERVICE["ports"] == [f"127.0.0.1:{DEFAULT_PORT}:{DEFAULT_PORT}"]
    (directory,) = re.findall(r"LIMEN_DATA_DIR=(\S+)", IMAGE)
    assert f"VOLUME {directory}" in IMAGE
    assert [volume.partition(":")[2] for volume in SERVICE["volumes"]] == [directory]
    assert int(SERVICE["stop_grace_period"].removesuffix("s")) > STOP_SECONDS


def test_the_server_runs_without_rights():
    assert re.search(r"^USER limen$", IMAGE, re.MULTILINE)
    assert (SERVICE["read_only"], SERVICE["cap_drop"]) == (True, ["ALL"])


def test_the_image_has_the_versions_that_are_tested():
    image, tested = pinned("server.txt"), pinned("dev.txt")
    assert {"uvicorn", "psycopg", "sqlalchemy"} <= image.keys()
    assert {name: version for name, version in image.items() if tested.get(name) != version} == {}
