"""Which principal element names which caller, and how closely (spec policy 2.4 to 2.6, 2.8)."""

from tests.cases.writing import (
    ALLOWED,
    FULL,
    GET,
    IMPLICIT,
    ROOT_A,
    ROOT_B,
    A,
    B,
    F,
    Layers,
    R,
    S,
    U,
    allow,
    case,
    deny,
    grant,
    refuse,
    when,
)  # fmt: skip

_PATH_USER, _PATH_ROLE = f"arn:aws:iam::{A}:user/a/U", f"arn:aws:iam::{A}:role/p/R"
_OTHER_SESSION = f"arn:aws:sts::{A}:assumed-role/R/s2"
_AT_PATH = {"aws:PrincipalArn": _PATH_ROLE}
_OIDC = f"arn:aws:iam::{A}:oidc-provider/idp.example.com"
_NONE, _ACCOUNT, _THROUGH, _DIRECT = "none", "account", "through", "direct"

# Principal, caller, class of the match, why, context, request extras.
_ROWS = [
    ("*", U, _DIRECT, "everyone", {}, {}),
    ({"AWS": "*"}, U, _DIRECT, "everyone, as a map", {}, {}),
    ({"AWS": "*"}, S, _DIRECT, "everyone, a session", {}, {}),
    ({"AWS": "*"}, F, _DIRECT, "everyone, a federated user", {}, {}),
    ({"AWS": U}, U, _DIRECT, "the user", {}, {}),
    ({"AWS": [U]}, U, _DIRECT, "the user, as a list", {}, {}),
    ({"AWS": U}, _PATH_USER, _NONE, "the path is part of the ARN", {}, {}),
    ({"AWS": _PATH_USER}, U, _NONE, "the path is part of the ARN, the other way round", {}, {}),
    ({"AWS": _PATH_USER}, _PATH_USER, _DIRECT, "a user with a path", {}, {}),
    ({"AWS": f"arn:aws:iam::{A}:user/u"}, U, _NONE, "user names keep their letter case", {}, {}),
    ({"AWS": f"arn:aws:iam::{B}:user/U"}, U, _NONE, "a namesake in another account", {}, {}),
    ({"AWS": A}, U, _ACCOUNT, "the account by its number", {}, {}),
    ({"AWS": ROOT_A}, U, _ACCOUNT, "the account by its root", {}, {}),
    ({"AWS": ROOT_A}, S, _ACCOUNT, "the account of a session", {}, {}),
    ({"AWS": ROOT_A}, F, _ACCOUNT, "the account of a federated user", {}, {}),
    ({"AWS": B}, U, _NONE, "another account", {}, {}),
    ({"AWS": ROOT_B}, U, _NONE, "another account by its root", {}, {}),
    ({"AWS": R}, S, _THROUGH, "the role of the session", {}, {}),
    ({"AWS": R}, S, _NONE, "a role at another path than the session's", _AT_PATH, {}),
    ({"AWS": _PATH_ROLE}, S, _THROUGH, "the role with its path", _AT_PATH, {}),
    ({"AWS": _PATH_ROLE}, S, _NONE, "a path that the session's role does not have", {}, {}),
    ({"AWS": f"arn:aws:iam::{A}:role/r"}, S, _NONE, "role names keep their letter case", {}, {}),
    ({"AWS": f"arn:aws:iam::{A}:user/R"}, S, _NONE, "a user of the role's name", {}, {}),
    ({"AWS": S}, S, _DIRECT, "the session", {}, {}),
    ({"AWS": S}, _OTHER_SESSION, _NONE, "another session of the role", {}, {}),
    ({"AWS": S}, S, _DIRECT, "the session's ARN has no path", _AT_PATH, {}),
    ({"AWS": F}, F, _DIRECT, "the federated user", {}, {}),
    ({"AWS": F}, f"arn:aws:sts::{A}:federated-user/G", _NONE, "another federated user", {}, {}),
    ({"AWS": U}, F, _THROUGH, "the user who issued the session", {}, {"issuing_user": U}),
    ({"AWS": U}, F, _NONE, "a user who did not issue the session", {}, {"issuing_user": _PATH_USER}),
    ({"AWS": "AIDAU"}, U, _DIRECT, "the user's unique id", {}, {"principal_id": "AIDAU"}),
    ({"AWS": "AIDAOLD"}, U, _NONE, "the unique id of a deleted namesake", {}, {"principal_id": "AIDAU"}),
    ({"AWS": "AIDAU"}, U, _NONE, "a unique id that the request does not contain", {}, {}),
    ({"AWS": "AROAR"}, S, _THROUGH, "the role's unique id", {}, {"principal_id": "AROAR"}),
    ({"AWS": "AROAOLD"}, S, _NONE, "the unique id of a deleted namesake of the role", {}, {"principal_id": "AROAR"}),
    ({"AWS": [B, U]}, U, _DIRECT, "one of several", {}, {}),
    ({"AWS": [ROOT_A, U]}, U, _DIRECT, "the closest of several counts", {}, {}),
    ({"AWS": [ROOT_A, R]}, S, _THROUGH, "the closest of several counts, a role", {}, {}),
    ({"AWS": [R, S]}, S, _DIRECT, "the closest of several counts, a session", {}, {}),
    ({"AWS": [B, R]}, U, _NONE, "none of several", {}, {}),
    ({"AWS": B, "Service": "ec2.amazonaws.com"}, U, _NONE, "none of several types", {}, {}),
    ({"AWS": U, "Service": "ec2.amazonaws.com"}, U, _DIRECT, "types of principals are alternatives", {}, {}),
    ({"Service": "s3.amazonaws.com"}, U, _NONE, "a service is not a user", {}, {}),
    ({"Federated": _OIDC}, S, _DIRECT, "a session from that provider", {"aws:FederatedProvider": _OIDC}, {}),
    ({"Federated": _OIDC}, S, _NONE, "a session from elsewhere", {"aws:FederatedProvider": "www.amazon.com"}, {}),
    ({"Federated": _OIDC}, S, _NONE, "a session from no provider", {}, {}),
    ({"CanonicalUser": "f" * 64}, U, _NONE, "a canonical user is somebody else", {}, {}),
]


def _expectations(kind, caller):
    """With silent identity policies; with allowing ones and a silent boundary; a Deny instead, against an allowing identity."""
    silent = {
        _NONE: IMPLICIT, _ACCOUNT: IMPLICIT, _THROUGH: ALLOWED, _DIRECT: ALLOWED,
    }[kind]  # fmt: skip
    limited = ALLOWED if kind == _DIRECT else "implicit:permissions_boundary"
    denied = ALLOWED if kind == _NONE else "explicit:resource"
    return silent, limited, denied


def _cases(number, principal, caller, kind, why, context, request):
    silent, limited, denied = _expectations(kind, caller)
    asked = {"principal": caller, "context": context or None, "request": request}
    session: Layers = {"session": FULL} if caller.startswith(F[:-1]) else {}
    shown = principal if isinstance(principal, str) else ", ".join(f"{key} {value}" for key, value in principal.items())
    named = {"Principal": principal}
    yield case(f"principal-{number:02d}-grant", "2.5", f"Allow {shown} to {caller}: {why}; identity silent", silent,
               resource=[allow(**named)], **asked, **session)  # fmt: skip
    yield case(f"principal-{number:02d}-bounded", "2.5", f"Allow {shown} to {caller}: {why}; boundary silent", limited,
               resource=[allow(**named)], identity=FULL, permissions_boundary={}, **asked, **session)  # fmt: skip
    yield case(f"principal-{number:02d}-deny", "2.5", f"Deny {shown} to {caller}: {why}", denied,
               resource=[deny(**named)], identity=FULL, **asked, **session)  # fmt: skip


CASES = [each for number, row in enumerate(_ROWS, 1) for each in _cases(number, *row)] + [
    case("principal-none-01", "1.2", "An Allow without a principal in a resource policy matches nobody", IMPLICIT,
         evidence="C", resource=[allow()]),
    case("principal-none-02", "1.2", "A Deny without a principal in a resource policy matches nobody", ALLOWED,
         evidence="C", resource=[deny()], identity=FULL),
    case("principal-none-03", "1.2", "An endpoint policy without a principal is for all", ALLOWED, evidence="R",
         endpoint=[allow()], identity=FULL),
    case("principal-root-deny-01", "2.8", "A Deny of the account hits its users, direct grants included", "explicit:resource",
         resource=grant(U) + refuse(ROOT_A), identity=FULL),
    case("principal-root-deny-02", "2.8", "A Deny of the account hits its sessions", "explicit:resource", principal=S,
         resource=refuse(A), identity=FULL),
    case("principal-root-deny-03", "2.8", "A Deny of the account hits its root", "explicit:resource", principal=ROOT_A,
         resource=refuse(ROOT_A)),
    case("principal-root-only-01", "2.8", "Only root, by aws:PrincipalArn: a user", IMPLICIT,
         resource=grant("*", Condition=when("ArnEquals", "aws:PrincipalArn", ROOT_A))),
    case("principal-root-only-02", "2.8", "All but root, by aws:PrincipalType: root", "explicit:resource",
         principal=ROOT_A, resource=refuse("*", Condition=when("StringEquals", "aws:PrincipalType", "Account"))),
    case("principal-root-only-03", "2.8", "All but root, by aws:PrincipalType: a user", ALLOWED, identity=FULL,
         resource=refuse("*", Condition=when("StringEquals", "aws:PrincipalType", "Account"))),
    case("principal-two-01", "6.3", "Two statements: the closest grant counts", ALLOWED,
         resource=grant(ROOT_A) + grant(U)),
    case("principal-two-02", "6.3", "Only grants that apply count: the close one is for another action", IMPLICIT,
         resource=grant(ROOT_A) + grant(U, "s3:PutObject")),
    case("principal-two-03", "6.3", "Only grants that apply count: the close one fails its condition", IMPLICIT,
         resource=grant(ROOT_A, GET) + grant(U, Condition=when("Bool", "aws:SecureTransport", "true")),
         context={"aws:SecureTransport": "false"}),
]  # fmt: skip
