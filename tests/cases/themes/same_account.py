"""One account: how a resource policy's grant meets silent and denying layers (spec policy 6.2 to 6.4)."""

from itertools import product

from tests.cases.writing import ALLOWED, FULL, ROOT_A, A, F, Layers, R, S, U, case, deny, grant, when

_SILENT = [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]
_DENIES = [*FULL, deny()]
_LAYERS = ("identity", "permissions_boundary", "session")

# Grant's name: resource policy, caller, layers whose silence it overcomes (spec policy 6.4).
_MATRIX = {
    "user": (grant(U), U, {"identity", "permissions_boundary"}),
    "user-for-federated": (grant(U), F, {"identity"}),
    "federated-user": (grant(F), F, {"identity", "permissions_boundary", "session"}),
    "role": (grant(R), S, {"identity"}),
    "session": (grant(S), S, {"identity", "permissions_boundary", "session"}),
    "everyone-user": (grant("*"), U, {"identity", "permissions_boundary"}),
    "everyone-session": (grant("*"), S, {"identity", "permissions_boundary", "session"}),
    "everyone-map": (grant({"AWS": "*"}), S, {"identity", "permissions_boundary", "session"}),
    "everyone-if-role": (grant("*", Condition=when("ArnEquals", "aws:PrincipalArn", R)), S,
                         {"identity", "permissions_boundary", "session"}),
    "account-user": (grant(A), U, set()),
    "account-session": (grant(ROOT_A), S, set()),
    "account-federated": (grant(ROOT_A), F, set()),
    "nobody-user": (grant(f"arn:aws:iam::{A}:user/Other"), U, set()),
    "nobody-session": (grant(f"arn:aws:iam::{A}:role/Other"), S, set()),
}  # fmt: skip


def _applicable(caller):
    return _LAYERS[:2] if caller == U else _LAYERS


def _limits(layers, silent) -> Layers:
    return {layer: _SILENT if layer in silent else FULL for layer in layers}


def _only(layer) -> Layers:
    return {layer: _DENIES}


def _matrix():
    """Each grant with every combination of silent layers, the others allowing."""
    for name, (policy, caller, overcome) in _MATRIX.items():
        layers = _applicable(caller)
        for silences in product((False, True), repeat=len(layers)):
            silent = [layer for layer, is_silent in zip(layers, silences, strict=True) if is_silent]
            missing = [layer for layer in silent if layer not in overcome]
            yield case(
                f"grant-{name}-{'-'.join(silent) or 'none'}", "6.4",
                f"Grant to {name.replace('-', ' ')}; silent: {', '.join(silent).replace('_', ' ') or 'no layer'}",
                "implicit:" + ",".join(missing) if missing else ALLOWED,
                principal=caller, request={"issuing_user": U} if caller == F else None,
                resource=policy, **_limits(layers, silent),
            )  # fmt: skip


def _denials():
    """An explicit deny in a layer beats every grant."""
    for name in ("user", "federated-user", "role", "session", "everyone-session", "everyone-if-role"):
        policy, caller, _ = _MATRIX[name]
        for layer in _applicable(caller):
            yield case(
                f"grant-{name}-denied-by-{layer}", "6.4",
                f"Grant to {name.replace('-', ' ')} against an explicit deny in {layer.replace('_', ' ')}",
                f"explicit:{layer}", principal=caller, request={"issuing_user": U} if caller == F else None,
                resource=policy, **_only(layer),
            )  # fmt: skip


CASES = [
    *_matrix(),
    *_denials(),
    case("same-account-01", "6.3", "Identity alone suffices where the resource policy is silent", ALLOWED,
         identity=FULL, resource={}),
    case("same-account-02", "6.3", "Without any policy: implicit deny", "implicit:identity", identity={}, resource={}),
    case("same-account-03", "6.3", "Identity allows, resource policy denies", "explicit:resource",
         identity=FULL, resource=[deny("s3:*", Principal="*")]),
    case("same-account-04", "7.6", "Several layers deny: all are named, in order", "explicit:resource,identity,session",
         principal=S, identity=_DENIES, session=_DENIES, resource=[deny(Principal="*")]),
    case("same-account-05", "7.6", "Every kind of layer denies: all are named, in order",
         "explicit:service_control,resource_control,endpoint,resource,identity,permissions_boundary,session",
         principal=S, identity=_DENIES, session=_DENIES, permissions_boundary=_DENIES,
         resource=[deny(Principal="*")], endpoint=[deny(Principal="*")], service_control=[_DENIES],
         resource_control=[[deny(Principal="*")]]),
    case("same-account-06", "7.6", "Every kind of layer is silent: all are named, in order",
         "implicit:resource_control,service_control,endpoint,identity,permissions_boundary,session",
         principal=S, identity={}, session={}, permissions_boundary={}, resource={}, endpoint={}, service_control=[{}],
         resource_control=[{}]),
    case("same-account-07", "6.2", "An explicit deny is reported although other layers are silent", "explicit:session",
         principal=S, identity={}, session=_DENIES),
    case("same-account-08", "6.5", "The owner is what the request says, not what the ARN lacks", "implicit:resource",
         owner="222222222222", identity=FULL, resource={}),
    case("same-account-09", "6.5", "Without a stated owner the ARN's account is the owner", "implicit:resource", owner=None,
         action="sqs:SendMessage", on="arn:aws:sqs:eu-west-1:222222222222:q", identity=FULL),
    case("same-account-10", "6.5", "Without either, the resource is the caller's", ALLOWED, owner=None, identity=FULL),
    case("same-account-11", "6.5", "A stated owner outweighs the ARN's account", ALLOWED,
         action="sqs:SendMessage", on="arn:aws:sqs:eu-west-1:222222222222:q", identity=FULL),
    case("same-account-12", "5.4", "aws:ResourceAccount is known where the owner is", ALLOWED,
         identity=[{"Effect": "Allow", "Action": "*", "Resource": "*",
                    "Condition": when("StringEquals", "aws:ResourceAccount", A)}]),
    case("same-account-13", "5.4", "aws:ResourceAccount of another owner", "implicit:resource,identity", owner="222222222222",
         identity=[{"Effect": "Allow", "Action": "*", "Resource": "*",
                    "Condition": when("StringEquals", "aws:ResourceAccount", A)}]),
    case("same-account-14", "6.4", "A grant through the resource's condition is direct, if the condition holds",
         ALLOWED, resource=grant("*", Condition=when("StringEquals", "aws:PrincipalAccount", A)), permissions_boundary={}),
    case("same-account-15", "6.4", "And nothing, if it does not hold", "implicit:identity,permissions_boundary",
         resource=grant("*", Condition=when("StringEquals", "aws:PrincipalAccount", "333333333333")),
         permissions_boundary={}),
]  # fmt: skip
