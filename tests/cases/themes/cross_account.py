"""Two accounts: both sides must allow (spec policy 6.5)."""

from itertools import product

from tests.cases.writing import (
    ALLOWED,
    FULL,
    FULL_RCP,
    ROOT_A,
    ROOT_B,
    A,
    B,
    F,
    Layers,
    R,
    S,
    U,
    case,
    deny,
    grant,
    refuse,
    when,
)

_SILENT = [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]
_DENIES = [*FULL, deny()]

# Grant's name: resource policy in B, caller in A, does it name the caller?
_GRANTS = {
    "user": (grant(U), U, True),
    "account": (grant(A), U, True),
    "everyone": (grant("*"), U, True),
    "role": (grant(R), S, True),
    "session": (grant(S), S, True),
    "account-session": (grant(ROOT_A), S, True),
    "federated-user": (grant(F), F, True),
    "issuing-user": (grant(U), F, True),
    "own-account-only": (grant(ROOT_B), U, False),
    "other-user": (grant(f"arn:aws:iam::{A}:user/Other"), U, False),
    "no-statement": ({}, S, False),
}


def _limits(layers, silent) -> Layers:
    return {layer: _SILENT if layer in silent else FULL for layer in layers}


def _combinations():
    for name, (policy, caller, names) in _GRANTS.items():
        layers = (
            ("identity", "permissions_boundary") if caller == U else ("identity", "permissions_boundary", "session")
        )
        for silences in product((False, True), repeat=len(layers)):
            silent = [layer for layer, is_silent in zip(layers, silences, strict=True) if is_silent]
            missing = ([] if names else ["resource"]) + silent
            yield case(
                f"cross-{name}-{'-'.join(silent) or 'none'}", "6.5",
                f"Grant in B to {name.replace('-', ' ')}; silent: {', '.join(silent).replace('_', ' ') or 'no layer'}",
                "implicit:" + ",".join(missing) if missing else ALLOWED,
                principal=caller, owner=B, request={"issuing_user": U} if caller == F else None,
                resource=policy, **_limits(layers, silent),
            )  # fmt: skip


CASES = [
    *_combinations(),
    case("cross-no-resource-policy", "6.5", "A resource without a policy is never reached across accounts",
         "implicit:resource", owner=B, identity=FULL),
    case("cross-no-identity", "6.5", "No identity policy at all", "implicit:identity", owner=B, resource=grant(U)),
    case("cross-identity-denies", "6.5", "The caller's side denies", "explicit:identity", owner=B, identity=_DENIES,
         resource=grant(U)),
    case("cross-resource-denies", "6.5", "The resource's side denies", "explicit:resource", owner=B, identity=FULL,
         resource=grant(A) + refuse(U)),
    case("cross-boundary-denies", "6.5", "The boundary denies", "explicit:permissions_boundary", owner=B, identity=FULL,
         permissions_boundary=_DENIES, resource=grant(U)),
    case("cross-session-denies", "6.5", "The session policy denies", "explicit:session", owner=B, principal=S, identity=FULL,
         session=_DENIES, resource=grant(S)),
    case("cross-root-01", "6.5", "Root of A, where B grants to A", ALLOWED, owner=B, principal=ROOT_A, resource=grant(A)),
    case("cross-root-02", "6.5", "Root of A, where B grants to a user of A only", "implicit:resource", owner=B,
         principal=ROOT_A, resource=grant(U)),
    case("cross-root-03", "6.5", "Root of A, where B has no policy", "implicit:resource", owner=B, principal=ROOT_A),
    case("cross-root-04", "6.5", "Root of A is bound by A's service control policies", "implicit:service_control", owner=B,
         principal=ROOT_A, resource=grant(A), service_control=[_SILENT]),
    case("cross-scp-01", "6.5", "Service control policies of the caller's account bind", "explicit:service_control",
         owner=B, identity=FULL, resource=grant(A), service_control=[_DENIES]),
    case("cross-rcp-01", "6.5", "Resource control policies of the resource's account bind even an administrator",
         "explicit:resource_control", owner=B, identity=FULL, resource=grant(A),
         context={"aws:PrincipalOrgID": "o-a"},
         resource_control=[FULL_RCP + [deny("s3:*", Principal="*", Condition=when("StringNotEquals", "aws:PrincipalOrgID", "o-b"))]]),
    case("cross-rcp-02", "6.5", "A caller of the organization passes", ALLOWED, owner=B, identity=FULL, resource=grant(A),
         context={"aws:PrincipalOrgID": "o-b"},
         resource_control=[FULL_RCP + [deny("s3:*", Principal="*", Condition=when("StringNotEquals", "aws:PrincipalOrgID", "o-b"))]]),
    case("cross-endpoint-01", "6.5", "The endpoint policy binds as usual", "implicit:endpoint", owner=B, identity=FULL,
         resource=grant(A), endpoint=[{"Effect": "Allow", "Principal": "*", "Action": "ec2:*", "Resource": "*"}]),
    case("cross-federated-no-session", "6.5", "A federated user without session policy", "implicit:session", owner=B,
         principal=F, request={"issuing_user": U}, identity=FULL, resource=grant(F)),
    case("cross-identity-resource-01", "6.5", "The identity side must cover that very resource", "implicit:identity", owner=B,
         identity=[{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::mine/*"}], resource=grant(A)),
    case("cross-anonymous-01", "6.5", "An anonymous caller has no other side", ALLOWED, owner=B, principal="anonymous",
         resource=grant("*")),
    case("cross-anonymous-02", "6.5", "An anonymous caller is nobody's account", "implicit:resource", owner=B,
         principal="anonymous", resource=grant([A, B])),
    case("cross-service-01", "6.5", "A service has no other side", ALLOWED, owner=B, principal="logs.amazonaws.com",
         resource=grant({"Service": "logs.amazonaws.com"})),
    case("cross-account-arn-01", "6.5", "The owner decides, not the caller's account in the bucket's name", "implicit:resource",
         owner=B, on=f"arn:aws:s3:::logs-{A}/k", identity=FULL),
]  # fmt: skip
