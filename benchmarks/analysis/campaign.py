"""Proofs, compared with parsing the texts and with evaluating a request for each user.

Two policies are compared as CI does it: AWS managed policies with themselves and with their neighbors, 500 statements
with 500 of which one differs, and who-can over thousands of users, with and without common groups.
"""

import json
import statistics
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from time import process_time
from typing import Any

from benchmarks.table import render_table, three_digits
from limen.analysis.account_view import AccountView, Identity
from limen.analysis.compare import no_new_access
from limen.analysis.differences import find_difference
from limen.analysis.who_can import Target, who_can
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import NamedPolicy
from limen.engine.model.request import AuthorizationRequest, Resource
from limen.policy.syntax.parse import parse_policy
from limen.store.aws_managed import load_aws_managed_policies

ACCOUNT = "111122223333"
STEP, QUICK_STEP = 7, 97
USERS, QUICK_USERS = 10_000, 500


def run(*, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure; ratios to parsing both texts, and to one evaluation for each user."""
    found = {
        "managed": measure_pairs(list(list_pairs(QUICK_STEP if quick else STEP))),
        "large": measure_pairs([make_large_pair()]),
        "who-can": measure_who_can(make_strangers(QUICK_USERS if quick else USERS)),
        "who-can in groups": measure_who_can(make_groups(QUICK_USERS if quick else USERS)),
    }
    say(render_managed(found["managed"], "managed policies"))
    say(render_managed(found["large"], "500 statements against 500"))
    for name in ("who-can", "who-can in groups"):
        say(f"\n{name}, {found[name]['users']} users / one evaluation each: {three_digits(found[name]['ratio'])}")
    return found


def list_pairs(step: int) -> Iterator[tuple[str, str]]:
    texts = [policy.document for policy in load_aws_managed_policies().values()]
    yield from ((text, text) for text in texts[::step])
    yield from islice(pairwise(texts), 0, None, step)


def make_large_pair() -> tuple[str, str]:
    def statement(number: int) -> dict[str, Any]:
        return {
            "Effect": "Deny" if number % 7 == 0 else "Allow",
            "Action": [f"s3:{('Get', 'Put', 'List')[number % 3]}*", f"sqs:*{number % 11}"],
            "Resource": f"arn:aws:s3:::bucket-{number % 50}/{number}/*",
            "Condition": {"StringEquals": {f"aws:PrincipalTag/t{number % 9}": [str(number), str(number + 1)]}},
        }

    old = [statement(number) for number in range(500)]
    new = [*old[:-1], {**old[-1], "Resource": "arn:aws:s3:::other/*"}]
    return json.dumps({"Version": "2012-10-17", "Statement": old}), json.dumps(
        {"Version": "2012-10-17", "Statement": new}
    )


def measure_pairs(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    proofs, regions, verdicts = [], [], {}
    for old, new in pairs:
        parsing, documents = _time(lambda: (parse_policy(old), parse_policy(new)))  # noqa: B023 - called at once
        cost, result = _time(lambda: no_new_access(*documents))  # noqa: B023 - called at once
        verdicts[str(result.verdict)] = verdicts.get(str(result.verdict), 0) + 1
        proofs.append(cost / parsing)
        cost, _ = _time(lambda: find_difference(*documents))  # noqa: B023 - called at once
        regions.append(cost / parsing)
    return {
        "pairs": len(pairs),
        "verdicts": verdicts,
        "proof": _percentiles(proofs),
        "difference": _percentiles(regions),
    }


def make_strangers(users: int) -> AccountView:
    return AccountView(ACCOUNT, tuple(_make_user(number) for number in range(users)))


def make_groups(users: int) -> AccountView:
    """Users in twenty groups, each with a folder of its own."""
    groups = {f"g{number}": (_make_policy(f"bucket-{number}/*"),) for number in range(20)}
    members = tuple(
        Identity(f"user{number}", "/", f"AIDA{number}", (_make_policy(f"home/{number}/*"),), (f"g{number % 20}",))
        for number in range(users)
    )
    return AccountView(ACCOUNT, members, groups)


def _make_policy(resource: str) -> NamedPolicy:
    statement = {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": f"arn:aws:s3:::{resource}"}
    return NamedPolicy(resource, parse_policy(json.dumps({"Version": "2012-10-17", "Statement": [statement]})))


def measure_who_can(view: AccountView) -> dict[str, Any]:
    target = Target("s3:GetObject", "arn:aws:s3:::bucket-7/x")
    cost, answers = _time(lambda: list(who_can(view, target)))
    resource = Resource(target.resource)

    def evaluate_all() -> int:
        requests = (AuthorizationRequest(view.caller_of(each), target.action, resource) for each in view.identities)
        layers = (view.layers_of(each) for each in view.identities)
        return sum(evaluate(*pair).is_allowed for pair in zip(requests, layers, strict=True))

    other, _ = _time(evaluate_all)
    return {"users": len(view.identities), "found": len(answers), "ratio": cost / other}


def _make_user(number: int) -> Identity:
    statement = {
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:ListBucket"] if number % 20 == 0 else ["ec2:Describe*", "sqs:*"],
        "Resource": f"arn:aws:s3:::bucket-{number % 100}/*",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}} if number % 40 == 0 else {},
    }
    document = parse_policy(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    return Identity(f"user{number}", "/", f"AIDA{number}", (NamedPolicy("own", document),))


def _time(call: Callable[[], Any]) -> tuple[float, Any]:
    start = process_time()
    found = call()
    return max(process_time() - start, 1e-6), found


def _percentiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": statistics.median(ordered),
        "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        "max": ordered[-1],
    }


def render_managed(found: dict[str, Any], title: str) -> str:
    rows = [
        (name, *(three_digits(found[name][each]) for each in ("p50", "p99", "max"))) for name in ("proof", "difference")
    ]
    return (
        f"\n{title} ({found['pairs']} pairs, {found['verdicts']}), as multiples of parsing both texts\n"
        + render_table(("", "p50", "p99", "max"), rows)
    )
