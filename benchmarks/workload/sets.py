"""The five workloads. The same seed gives the same bytes.

Small sets differ from seed to seed: those of W1 and W2 are seeds with an average share of denies, conditions and
statements about the same action.

W1: 10 statements; W2: 60, most with conditions; W3: 500; W4: a tenant of 10,000 users in 500 groups with 2,000
policies, asked at random, few of them often; W5: role sessions under all layers, 32 statements a role.

A workload is JSON: `policies` (name to statements), `principals` (name to names of identity policies, boundary, tags),
`service_control` (one policy a level), `requests`, and `expected`, the right answers.
"""

from collections.abc import Callable
from itertools import accumulate, chain
from random import Random
from typing import Any

from benchmarks.workload.plain import decide
from benchmarks.workload.requests import Caller, Request, RequestMaker
from benchmarks.workload.services import ACCOUNT, ACTIONS, BUCKET, OBJECT, QUEUE, REGION, Estate
from benchmarks.workload.statements import STAGES, TEAMS, Statement, StatementMaker

REQUESTS = 4000
TENANT_REQUESTS = 20000

Workload = dict[str, Any]


def make_workload(name: str) -> Workload:
    """Make W1 to W5, with the answers."""
    made = draw_workload(name)
    made["expected"] = [int(decide(made, request)) for request in made["requests"]]
    return made


def draw_workload(name: str) -> Workload:
    """The same without the answers, which take the longest."""
    return {"name": name, "actions": list(ACTIONS), **_MAKERS[name]()}


def _one_user(seed: int, policies: int, statements: int, size: int, conditioned: float) -> Workload:
    random = Random(seed)
    estate = Estate(random, size)
    maker = StatementMaker(estate, conditioned=conditioned)
    cuts = sorted(random.sample(range(1, statements), policies - 1))
    written = {
        f"P{number}": [maker.statement() for _ in range(end - start)]
        for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, statements], strict=True))
    }
    caller = Caller("user0", "blue", "dev")
    requests, everything = RequestMaker(estate), list(chain.from_iterable(written.values()))
    return {
        "policies": written,
        "principals": {"user0": {"identity": list(written), "team": "blue", "stage": "dev"}},
        "requests": [requests.request(caller, everything) for _ in range(REQUESTS)],
    }


def _tenant(seed: int, users: int = 10000, groups: int = 500, policies: int = 2000) -> Workload:
    random = Random(seed)
    estate = Estate(random, 400)
    maker = StatementMaker(estate, conditioned=0.5, denying=0.06)
    written = {f"P{n}": [maker.statement() for _ in range(random.randrange(2, 9))] for n in range(policies)}
    names = list(written)
    attached = [random.sample(names, random.randrange(2, 7)) for _ in range(groups)]
    principals: dict[str, Any] = {}
    for number in range(users):
        members = chain.from_iterable(random.sample(attached, random.randrange(1, 4)))
        own = random.sample(names, random.randrange(3))
        principals[f"user{number}"] = {
            "identity": list(dict.fromkeys([*members, *own])),
            "team": random.choice(TEAMS),
            "stage": random.choice(STAGES),
        }
    requests = RequestMaker(estate)
    stream = []
    for name in _busy_and_idle(random, list(principals)):
        principal = principals[name]
        statements = list(chain.from_iterable(written[policy] for policy in principal["identity"]))
        stream.append(requests.request(Caller(name, principal["team"], principal["stage"]), statements))
    return {"policies": written, "principals": principals, "requests": stream}


def _busy_and_idle(random: Random, names: list[str]) -> list[str]:
    """A few callers come often and most seldom, by Zipf's law."""
    random.shuffle(names)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(names))))
    return random.choices(names, cum_weights=weights, k=TENANT_REQUESTS)


def _all_layers(seed: int) -> Workload:
    random = Random(seed)
    estate = Estate(random, 40, has_users=False)
    maker = StatementMaker(estate, conditioned=0.4, denying=0.06)
    policies: dict[str, list[Statement]] = dict(_LIMITS)
    roles = {}
    for role in range(5):
        identity = [f"R{role}P{number}" for number in range(4)]
        policies |= {name: [maker.statement() for _ in range(8)] for name in identity}
        roles[f"role{role}"] = {
            "identity": identity,
            "boundary": f"B{role % 2}",
            "team": random.choice(TEAMS),
            "stage": random.choice(STAGES),
        }
    resource_policies = _resource_policies(maker, random)
    policies |= resource_policies
    requests = RequestMaker(estate)
    return {
        "policies": policies,
        "principals": roles,
        "service_control": ["SCP-root", "SCP-unit"],
        "requests": [_session_request(random, requests, roles, policies, resource_policies) for _ in range(REQUESTS)],
    }


def _session_request(
    random: Random,
    requests: RequestMaker,
    roles: dict[str, Any],
    policies: dict[str, list[Statement]],
    resource_policies: dict[str, list[Statement]],
) -> Request:
    name = random.choice(list(roles))
    role = roles[name]
    aims = list(chain.from_iterable(policies[policy] for policy in role["identity"]))
    if random.random() < 0.35:
        granted = chain.from_iterable(resource_policies.values())
        aims = [each for each in granted if _role_arn(name) in each["Principal"]["AWS"]]
    made = requests.request(Caller(name, role["team"], role["stage"]), aims)
    target = made["resource"].split(":", 5)[5].partition("/")[0]
    made["session"] = random.choice((None, None, "S0", "S1", "S1"))
    made["resource_policy"] = f"RP-{target}" if f"RP-{target}" in resource_policies else None
    made["context"]["aws:PrincipalArn"] = _role_arn(name)
    return made


def _resource_policies(maker: StatementMaker, random: Random) -> dict[str, list[Statement]]:
    made: dict[str, list[Statement]] = {}
    for number in range(20):
        bucket, queue = f"bucket-{number}", f"queue-{number}"
        made[f"RP-{bucket}"] = [
            _grant(maker, random, f"arn:aws:s3:::{bucket}", is_deny=random.random() < 0.2)
            for _ in range(random.randrange(2, 5))
        ]
        made[f"RP-{queue}"] = [_grant(maker, random, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}", is_deny=False)]
    return made


def _grant(maker: StatementMaker, random: Random, arn: str, *, is_deny: bool) -> Statement:
    kind = QUEUE if ":sqs:" in arn else random.choice((OBJECT, BUCKET))
    roles = random.sample(range(5), random.randrange(1, 4))
    made: Statement = {
        "Effect": "Deny" if is_deny else "Allow",
        "Principal": {"AWS": sorted(_role_arn(f"role{role}") for role in roles)},
        "Action": maker.actions(kind),
        "Resource": [f"{arn}/*" if kind is OBJECT else arn],
    }
    if random.random() < 0.5:
        made["Condition"] = maker.condition(is_deny=is_deny)
    return made


def _role_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def _limit(effect: str, actions: str, condition: dict[str, Any] | None = None, resource: str = "*") -> Statement:
    made: Statement = {"Effect": effect, "Action": actions.split(), "Resource": [resource]}
    return made | ({"Condition": condition} if condition else {})


_LIMITS: dict[str, list[Statement]] = {
    "B0": [
        _limit("Allow", "s3:* dynamodb:* sqs:* sns:*"),
        _limit("Deny", "s3:PutBucketPolicy"),
        _limit("Allow", "lambda:Get*", {"Bool": {"aws:MultiFactorAuthPresent": ["true"]}}),
    ],
    "B1": [
        _limit("Allow", "*", {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}),
        _limit("Deny", "iam:* sqs:PurgeQueue"),
    ],
    "S0": [_limit("Allow", "s3:Get* s3:List* dynamodb:Get* dynamodb:BatchGetItem sqs:* sns:*")],
    "S1": [_limit("Allow", "*"), _limit("Deny", "*", resource="arn:aws:s3:::bucket-1*")],
    "SCP-root": [_limit("Allow", "*"), _limit("Deny", "*", {"Bool": {"aws:SecureTransport": ["false"]}})],
    "SCP-unit": [
        _limit("Allow", "s3:* dynamodb:* sqs:* sns:* lambda:*"),
        _limit(
            "Deny",
            "dynamodb:DeleteItem s3:PutBucketPolicy",
            {"StringNotEquals": {"aws:PrincipalTag/team": ["blue"]}},
        ),
    ],
}

_MAKERS: dict[str, Callable[[], Workload]] = {
    "W1": lambda: _one_user(217, policies=3, statements=10, size=12, conditioned=0.4),
    "W2": lambda: _one_user(344, policies=10, statements=60, size=40, conditioned=0.6),
    "W3": lambda: _one_user(103, policies=20, statements=500, size=40, conditioned=0.6),
    "W4": lambda: _tenant(104),
    "W5": lambda: _all_layers(105),
}
NAMES = tuple(_MAKERS)
