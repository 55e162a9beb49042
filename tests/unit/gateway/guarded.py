"""A gate in front of two sites, an account with a friend, and browsers and proxies that ask it."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from limen.gateway.dispatch import Gate
from limen.gateway.table_file import TableFile
from limen.runtime.pipeline import Answer
from limen.wire.http import HTTPRequest, HTTPResponse
from tests.unit.gateway.tables import write_table
from tests.unit.operations.world import ACCOUNT, NOW, World

PASSWORD = "Correct-horse-1"
FILES = "https://files.example.com"
WIKI = "https://wiki.example.com"
PROXY = "127.0.0.1"
CLIENT = "192.0.2.7"
PAGE = {"accept": "text/html,*/*;q=0.8"}

TABLE = f"""
sign_in: https://limen.example.com
sites:
  - url: {FILES}
    account: "{ACCOUNT}"
    callers: [session, basic, bearer, certificate]
    certificate_header: X-Client-Certificate
    service: files
    resource: arn:aws:files:::share/{{path}}
    context:
      files:Extension: "{{extension}}"
    tags:
      /docs/contract.pdf: {{important: "true"}}
    identity_headers: {{X-Limen-User: user, X-Limen-Arn: arn, X-Limen-Groups: groups, X-Team: tag/team}}
    routes:
      - path: /assets/**
        public: true
      - path: /settings/**
        methods: any
        action: files:ChangeSettings
      - path: /**
        actions: {{GET: files:Read, PUT: files:Write, DELETE: files:Delete}}
  - url: {WIKI}
    account: "{ACCOUNT}"
    resource: arn:aws:web:::wiki/{{path}}
    routes:
      - path: /**
        action: web:GET
"""

FRIEND: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["files:Read", "files:Write", "files:Delete"],
         "Resource": "arn:aws:files:::share/*"},
        {"Effect": "Allow", "Action": "web:GET", "Resource": "*"},
        {"Sid": "KeepKeys", "Effect": "Deny", "Action": "files:Delete", "Resource": "*",
         "Condition": {"StringEquals": {"files:Extension": "key"}}},
        {"Sid": "KeepImportant", "Effect": "Deny", "Action": "files:Delete", "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/important": "true"}}},
    ],
}  # fmt: skip


class Guarded:
    """The gate on a world in memory."""

    def __init__(self, world: World, folder: Path, table: str = TABLE) -> None:
        self.world = world
        self.now = NOW
        self.path = write_table(folder, table)
        self.gate = Gate(world.store, world.environment, TableFile(self.path))
        world.user("friend", Tags=[{"Key": "Team", "Value": "garden"}])
        world.call("CreateLoginProfile", UserName="friend", Password=PASSWORD)
        world.call("CreateGroup", GroupName="friends")
        world.call("AddUserToGroup", GroupName="friends", UserName="friend")
        self.allow(FRIEND)

    def allow(self, policy: dict[str, Any]) -> None:
        document = json.dumps(policy)
        self.world.call("PutGroupPolicy", GroupName="friends", PolicyName="Friends", PolicyDocument=document)

    def answer(self, request: HTTPRequest) -> Answer:
        return self.gate.answer(request, self.now)

    def ask(
        self,
        method: str,
        target: str,
        site: str = FILES,
        *,
        peer: str = PROXY,
        manner: str = "forwarded",
        **headers: str,
    ) -> HTTPResponse:
        """The answer to a proxy about a request; underscores in names of headers become hyphens."""
        return self.answer(describe(method, target, site, peer=peer, manner=manner, **headers)).response

    def later(self, **delta: float) -> "Guarded":
        self.now += timedelta(**delta)
        return self

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(record.document) for record in self.world.store.records]


def describe(
    method: str, target: str, site: str = FILES, *, peer: str = PROXY, manner: str = "forwarded", **headers: str
) -> HTTPRequest:
    """The request that a proxy sends."""
    names = {"forwarded": ("x-forwarded-method", "x-forwarded-uri"), "nginx": ("x-original-method", "x-original-uri")}
    host = urlsplit(site).netloc
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    if manner == "envoy":
        path, _, query = target.partition("?")
        return HTTPRequest(
            method,
            f"/forward-auth/envoy{path}",
            query,
            (("host", host), ("x-forwarded-for", CLIENT), *given),
            b"",
            peer,
        )
    described = [*zip(names[manner], (method, target), strict=True), ("x-forwarded-host", host)]
    fixed = [("host", "limen:4260"), ("x-forwarded-for", CLIENT)]
    return HTTPRequest("GET", "/forward-auth", "", (*fixed, *described, *given), b"", peer)


def headers_of(response: HTTPResponse) -> dict[str, str]:
    return dict(response.headers)


def basic(login: str, secret: str) -> str:
    return "Basic " + b64encode(f"{login}:{secret}".encode()).decode()


@dataclass
class Browser:
    """Follows redirects between the sites, behind their proxy, and Limen; keeps cookies by host."""

    guarded: Guarded
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def open(self, url: str, **headers: str) -> HTTPResponse:
        """Open an address; for a protected site, do what its proxy does with the gate's answer."""
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        site, host = f"{parts.scheme}://{parts.netloc}", parts.netloc
        sent = {**PAGE, "sec_fetch_mode": "navigate", **headers}
        if host == "limen.example.com":
            return self._keep(host, self._to_limen("GET", target, sent))
        if target.startswith("/.limen/"):
            return self._keep(host, self.on_site("GET", target, site, **sent))
        return self._keep(host, self.guarded.ask("GET", target, site, **self._cookie(host), **sent))

    def on_site(self, method: str, target: str, site: str = FILES, **headers: str) -> HTTPResponse:
        """A request to `/.limen/...`, which the site's proxy passes on."""
        host = urlsplit(site).netloc
        path, _, query = target.partition("?")
        given = {"host": host, "x_forwarded_host": host, "x_forwarded_for": CLIENT, **self._cookie(host), **headers}
        pairs = tuple((name.replace("_", "-"), value) for name, value in given.items())
        return self._keep(host, self.guarded.answer(HTTPRequest(method, path, query, pairs, b"", PROXY)).response)

    def follow(self, url: str) -> tuple[str, HTTPResponse]:
        """Where redirects from an address end."""
        for _ in range(10):
            response = self.open(url)
            location = headers_of(response).get("location")
            if location is None:
                return url, response
            url = location if "://" in location else f"{url[: url.index('/', 8)]}{location}"
        raise AssertionError(f"redirects do not end at {url}")

    def send_form(self, page: HTTPResponse, **typed: str) -> HTTPResponse:
        """Send the form of a page with what is typed."""
        fields = {**fields_of(page), **typed}
        return self.post(urlencode(fields).encode())

    def post(self, body: bytes, **headers: str) -> HTTPResponse:
        sent = {
            "content_type": "application/x-www-form-urlencoded",
            "origin": "https://limen.example.com",
            "sec_fetch_site": "same-origin",
            **headers,
        }
        return self._keep("limen.example.com", self._to_limen("POST", "/signin", sent, body))

    def sign_in(self, url: str, user: str = "friend", password: str = PASSWORD) -> HTTPResponse:
        """Open an address, sign in if required, and end where the address leads."""
        _, page = self.follow(url)
        answer = self.send_form(page, user=user, password=password)
        location = headers_of(answer)["location"]
        return self.follow(location)[1]

    def _to_limen(self, method: str, target: str, sent: dict[str, str], body: bytes = b"") -> HTTPResponse:
        path, _, query = target.partition("?")
        given = {"host": "limen.example.com", **self._cookie("limen.example.com"), **sent}
        pairs = tuple((name.replace("_", "-"), value) for name, value in given.items() if value)
        request = HTTPRequest(method, path, query, pairs, body, CLIENT, "https")
        assert self.guarded.gate.claims(request)
        return self.guarded.answer(request).response

    def _cookie(self, host: str) -> dict[str, str]:
        kept = self.cookies.get(host)
        return {"cookie": "; ".join(f"{name}={value}" for name, value in kept.items())} if kept else {}

    def _keep(self, host: str, response: HTTPResponse) -> HTTPResponse:
        for name, text in response.headers:
            if name == "set-cookie":
                pair, *attributes = text.split("; ")
                assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= set(attributes)
                assert not any(each.startswith("Domain") for each in attributes)
                key, _, value = pair.partition("=")
                assert key.startswith("__Host-")
                self.cookies.setdefault(host, {})[key] = value
                if "Max-Age=0" in attributes:
                    del self.cookies[host][key]
        return response


def fields_of(page: HTTPResponse) -> dict[str, str]:
    """The fields of a page's form, as a browser would send them."""
    found = re.findall(r'<input type="\w+" name="(\w+)" value="([^"]*)"', page.body.decode())
    return {name: unescape(value) for name, value in found}


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
