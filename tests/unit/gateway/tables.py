"""Route tables for tests."""

from pathlib import Path
from textwrap import dedent

from limen.gateway.read_table import read_table
from limen.gateway.table import Site, Table
from limen.wire.http import HTTPRequest

FILES = """
sign_in: https://limen.example.com
sites:
  - url: https://files.example.com
    account: "111122223333"
    resource: arn:aws:files:::share/{path}
    context:
      files:Extension: "{extension}"
    tags:
      /important/**: {important: "true"}
      /docs/contract.pdf: {important: "true", team: law}
    routes:
      - path: /assets/**
        public: true
      - path: /settings/**
        methods: any
        action: files:ChangeSettings
      - path: /**/
        actions: {GET: files:List, PROPFIND: files:List, MKCOL: files:Write, DELETE: files:Delete}
      - path: /**
        actions: {GET: files:Read, PROPFIND: files:List, PUT: files:Write, DELETE: files:Delete, LOCK: files:Write}
"""


def write_table(folder: Path, text: str) -> Path:
    path = folder / "gate.yaml"
    path.write_text(dedent(text), "utf-8")
    return path


def load(folder: Path, text: str = FILES) -> Table:
    return read_table(write_table(folder, text))


def load_site(folder: Path, text: str = FILES) -> Site:
    (site,) = load(folder, text).sites
    return site


def site_with(folder: Path, members: str = "", routes: str = "") -> Site:
    """A site with these members and routes."""
    text = (
        "sign_in: https://limen.example.com\nsites:\n- url: https://files.example.com\n"
        '  account: "111122223333"\n  resource: arn:aws:files:::share/{path}\n'
        + "".join(f"  {line}\n" for line in dedent(members).strip().splitlines())
        + "  routes:\n"
        + "".join(f"  {line}\n" for line in dedent(routes or "- {path: /**, action: files:Read}").strip().splitlines())
    )
    path = folder / "gate.yaml"
    path.write_text(text, "utf-8")
    return read_table(path).sites[0]


def request(method: str, target: str, **headers: str) -> HTTPRequest:
    path, _, query = target.partition("?")
    given = tuple((name.replace("__", "-").lower(), value) for name, value in headers.items())
    return HTTPRequest(method, path, query, given, b"", "192.0.2.7", "https")
