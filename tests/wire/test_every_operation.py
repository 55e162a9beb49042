"""Every operation that is handled is called by the `aws` command line, run in this process for its speed."""

import json
import re
import shlex
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Template
from typing import Any

import jmespath  # type: ignore[import-untyped]
import pytest
from botocore import xform_name

from limen.authn.one_time_codes import make_code, step_at
from limen.operations.catalog import all_operations
from limen.wire.service_models import FOLDERS, OWN_SERVICES
from tests.unit.authn.saml_documents import metadata, private_pem
from tests.unit.operations.iam.certificates import certificate, issue, openssh, rsa_key
from tests.wire.server_process import Keys, Server
from tests.wire.tour import FIELDS, LOOK, TOUCH, TOUR, TRUST

LINE = re.compile(r"(?P<who>@\w+ )?(?P<command>.+?)(?: -> (?P<keep>.+))?(?: !(?P<only>!)? (?P<refusal>.+))?")


@dataclass(frozen=True, slots=True)
class Step:
    command: str
    keep: dict[str, str]
    refusal: str
    is_only_answer: bool
    is_visitor: bool

    @property
    def operation(self) -> tuple[str, str]:
        service, name, *_ = self.command.split()
        return service, name


def read_tour() -> Iterator[Step]:
    for line in filter(None, TOUR.splitlines()):
        found = LINE.fullmatch(line)
        assert found is not None
        kept = dict(part.split(": ", 1) for part in (found["keep"] or "").split("; ") if part)
        yield Step(found["command"], kept, found["refusal"] or "", found["only"] is not None, found["who"] is not None)


class Terminal:
    """The `aws` command line; `words` is what commands may name by `$`."""

    def __init__(self, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.server, self._monkeypatch, self._capsys = server, monkeypatch, capsys
        self._drivers: dict[str, Any] = {}
        self.words = {"look": LOOK, "touch": TOUCH, "trust": TRUST, "ssh": openssh(rsa_key())}
        self._seed = server.home / "seed"
        self.words["seed"] = str(self._seed)
        self.words["certificate"] = certificate("visitor", since=datetime.now(UTC))
        authority = issue("Authority", since=datetime.now(UTC))
        self.words |= {"metadata": metadata(), "rsakey": private_pem()}
        site = issue("site", authority, since=datetime.now(UTC))
        self.words |= {"sitecertificate": site.certificate, "sitekey": site.key, "authority": authority.certificate}
        for name, value in {**server.variables, "AWS_ENDPOINT_URL": server.endpoint, "AWS_REGION": "eu-west-1"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    def run(self, step: Step) -> object:
        """Run a step; the answer that was printed, or `None`. What it keeps can be used as a word from then on."""
        self._read_seed()
        arguments = [Template(part).substitute(self.words) for part in shlex.split(step.command)]
        code = self._sign_as("visitor" if step.is_visitor else "owner").main(arguments)
        shown = self._capsys.readouterr()
        assert (code == 0) is not bool(step.refusal), f"{step.command}: {shown.err}"
        assert step.refusal in shown.err
        if step.refusal and "Encoded" in shown.err:
            self.words["encoded"] = shown.err.split()[-1]
        answer = json.loads(shown.out) if shown.out.strip() else None
        self.words |= {name: jmespath.search(query, answer) for name, query in step.keep.items()}
        return answer

    def _read_seed(self) -> None:
        """The codes of the MFA device that was made, from the one before the present on."""
        if not self._seed.exists() or "code1" in self.words:
            return
        seed, present = b32decode(self._seed.read_bytes()), step_at(datetime.now(UTC))
        self.words |= {f"code{number}": make_code(seed, present - 2 + number) for number in range(1, 6)}

    def _sign_as(self, who: str) -> Any:
        """The command line of the one or the other; it remembers its keys."""
        from awscli.clidriver import create_clidriver

        if who not in self._drivers:
            keys = self.server.owner if who == "owner" else Keys(self.words["key"], self.words["secret"])
            self._monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key_id)
            self._monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_access_key)
            self._drivers[who] = create_clidriver()
            self._drivers[who].session.get_credentials()
        return self._drivers[who]


def test_the_tour_comes_by_every_operation():
    """Except those of Limen's own service, whose model `aws` does not have by itself (test_limen_service.py)."""
    handled = {
        (FOLDERS.get(operation.service, operation.service), xform_name(operation.name, "-"))
        for operation in all_operations()
        if operation.service not in OWN_SERVICES
    }
    visited = {step.operation for step in read_tour() if step.is_only_answer or not step.refusal}
    assert handled - visited == set(), "add commands of `aws` that call them to tests/wire/tour.py"


def test_the_tour(start, monkeypatch, capsys):
    terminal = Terminal(start("--ephemeral", "--encode-denials"), monkeypatch, capsys)
    terminal.words["traveller"] = f"arn:aws:iam::{terminal.server.account}:user/tour/traveller"
    compared = set()
    for step in read_tour():
        answer = terminal.run(step)
        _, name = step.operation
        if name in FIELDS and name not in compared and not step.refusal:
            place, names = FIELDS[name]
            assert sorted(jmespath.search(place, answer)) == sorted(names.split()), step.command
            compared.add(name)
    assert compared == set(FIELDS)
    assert terminal.server.log.read_text() == ""
