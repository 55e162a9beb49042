"""Verification of signatures and finding of access keys, in process.

Limen's verification, botocore's second signing, and moto's search.

botocore's signer is what a server without a verifier of its own uses: it signs once more and compares. moto walks all
users to find a key.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time_ns
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from benchmarks.api.signing import Signer
from benchmarks.engine.one import make_yardstick
from benchmarks.table import render_table, three_digits, times
from limen.admin.accounts import create_first_account, plan_account
from limen.authn.authenticate import authenticate
from limen.config.ambient import draw_entropy
from limen.config.settings import Settings
from limen.domain.iam.credentials import AccessKey
from limen.domain.iam.users import User
from limen.runtime.composition import Composition, compose
from limen.sigv4 import SignedRequest, derive_signing_key, parse_signed_request, verify
from limen.wire.http import HTTPRequest

ACCOUNT = "123456789012"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SIZES = (10, 10_000)
CALLS = 200

Case = Callable[[], object]
Found = dict[str, Any]


def run(*, quick: bool, say: Callable[[str], None]) -> list[Found]:
    """Measure all cases in turns, each chunk next to the yardstick, and print the results."""
    now = datetime.now(UTC)
    with _keys(SIZES[0], now) as few, _keys(SIZES[1], now) as many:
        cases = {**_signature_cases(now), **_lookup_cases(few, now), **_lookup_cases(many, now)}
        cases |= _moto_cases(say)
        found = _measure(cases, rounds=5 if quick else 60)
    base = found[0]["ratio"]
    rows = [
        [each["case"], times(each["ratio"] / base), three_digits(each["us"]), f"{1e6 / each['us']:,.0f}"]
        for each in found
    ]
    say(render_table(["case", "cost, as a multiple of the first", "CPU us", "a second"], rows))
    return found


def _measure(cases: dict[str, Case], rounds: int) -> list[Found]:
    yardstick = make_yardstick()
    ratios: dict[str, list[float]] = {name: [] for name in cases}
    costs: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, call in cases.items():
            calls = CALLS if "moto" not in name else 5
            before = yardstick()
            start = process_time_ns()
            for _ in range(calls):
                call()
            cost = (process_time_ns() - start) / calls
            ratios[name].append(cost / ((before + yardstick()) / 2))
            costs[name].append(cost / 1000)
    return [
        {"case": name, "ratio": statistics.median(ratios[name]), "us": statistics.median(costs[name])} for name in cases
    ]


def _signature_cases(now: datetime) -> dict[str, Case]:
    request = _request("AKIAIOSFODNN7EXAMPLE", now)
    signed = _parse(request)
    key = derive_signing_key(SECRET, signed.scope)
    services = frozenset({"iam", "sts"})
    headers = {name: value for name, value in request.headers if name in signed.signed_headers}

    def sign_again() -> object:
        again = AWSRequest("POST", f"https://{headers['host']}/", data=request.body, headers=headers)
        again.context["timestamp"] = headers["x-amz-date"]
        signer = SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", SECRET), "iam", "us-east-1")
        return signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)

    if sign_again() != signed.signature:
        raise RuntimeError("botocore does not sign the same way twice")
    return {
        "limen: parse and verify, signing key known": lambda: verify(
            request, _parse(request), key, services=services, now=now
        ),
        "limen: parse and verify, signing key derived": lambda: verify(
            request, _parse(request), derive_signing_key(SECRET, signed.scope), services=services, now=now
        ),
        "limen: derive the signing key": lambda: derive_signing_key(SECRET, signed.scope),
        "botocore: sign again": sign_again,
    }


def _parse(request: HTTPRequest) -> SignedRequest:
    signed = parse_signed_request(request)
    if signed is None:
        raise RuntimeError("the request is not signed")
    return signed


def _request(access_key_id: str, now: datetime) -> HTTPRequest:
    """A signed GetUser as the server sees it; signed at this moment, whatever `now` says."""
    head, _, body = Signer(access_key_id, SECRET).sign("GetUser", UserName="user1").partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
    headers = tuple((name.lower(), value) for name, _, value in lines)
    return HTTPRequest("POST", "/", "", headers, body, "127.0.0.1", "http")


@dataclass(frozen=True, slots=True)
class _Keys:
    """A store with users, each with an access key."""

    composition: Composition
    users: int
    last: str


@contextmanager
def _keys(users: int, now: datetime) -> Iterator[_Keys]:
    with tempfile.TemporaryDirectory(prefix="limen-benchmark-") as folder:
        composition = compose(Settings(), Path(folder))
        try:
            plan = plan_account({"account_id": ACCOUNT, "admin_user": "admin"}, draw_entropy)
            create_first_account(composition.store, plan, composition.environment, now=now)
            yield _Keys(composition, users, _put_users(composition, users, now))
        finally:
            composition.close()


def _put_users(composition: Composition, users: int, now: datetime) -> str:
    vault = composition.environment.vault
    key = ""
    with composition.store.begin(now=now) as transaction:
        for number in range(users):
            user, key = f"AIDA{number:017d}", f"AKIA{number:016d}"
            transaction.put(User(ACCOUNT, user, f"user{number}", "/", now))
            transaction.put(AccessKey(ACCOUNT, key, user, now, vault.seal(SECRET.encode(), key.encode())))
        transaction.commit(None)
    return key


def _lookup_cases(keys: _Keys, now: datetime) -> dict[str, Case]:
    store, environment = keys.composition.store, keys.composition.environment
    request = _request(keys.last, now)
    return {
        f"limen: find an access key, {keys.users:,} users": lambda: store.latest().find_access_key(keys.last),
        f"limen: authenticate, {keys.users:,} users": lambda: authenticate(
            request, store.latest(), vault=environment.vault, tokens=environment.tokens, now=now
        ),
    }


def _moto_cases(say: Callable[[str], None]) -> dict[str, Case]:
    try:
        from moto.iam.access_control import IAMUserAccessKey
        from moto.iam.models import iam_backends
    except ImportError as error:
        say(f"moto: missing: {error}\n")
        return {}
    cases = {}
    for users in SIZES:
        account = f"{users:012d}"
        backend = iam_backends[account]["aws"]
        for number in range(users):
            backend.create_user("us-east-1", f"user{number}")
        key = backend.create_access_key(f"user{users - 1}").access_key_id
        cases[f"moto: find an access key, {users:,} users"] = _moto_case(IAMUserAccessKey, account, key)
    return cases


def _moto_case(search: Callable[..., object], account: str, key: str) -> Case:
    return lambda: search(account_id=account, partition="aws", access_key_id=key, headers={})
