"""NotPrincipal with Deny (spec policy 2.7)."""

from tests.cases.writing import ALLOWED, FULL, ROOT_A, ROOT_B, A, B, F, R, S, U, case, deny

_DENIED = "explicit:resource"
_SERVICE = "logs.amazonaws.com"
_OTHER = f"arn:aws:iam::{A}:user/Other"
_PATH_ROLE = f"arn:aws:iam::{A}:role/p/R"

# NotPrincipal, caller, exempt, why, request extras, context
_ROWS = [
    ({"AWS": [U, ROOT_A]}, U, True, "user and account are listed", {}, {}),
    ({"AWS": [U, A]}, U, True, "the account by its number", {}, {}),
    ({"AWS": U}, U, False, "the account is not listed", {}, {}),
    ({"AWS": ROOT_A}, U, False, "the user is not listed", {}, {}),
    ({"AWS": [U, ROOT_B]}, U, False, "another account is listed", {}, {}),
    ({"AWS": [_OTHER, ROOT_A]}, U, False, "another user is listed", {}, {}),
    ({"AWS": [U, _OTHER, ROOT_A]}, U, True, "listed among others", {}, {}),
    ({"AWS": ["AIDAU", ROOT_A]}, U, True, "the unique id counts as the user", {"principal_id": "AIDAU"}, {}),
    ({"AWS": ["AIDAOLD", ROOT_A]}, U, False, "a deleted namesake's id does not", {"principal_id": "AIDAU"}, {}),
    ({"AWS": [S, R, ROOT_A]}, S, True, "session, role and account are listed", {}, {}),
    ({"AWS": [R, ROOT_A]}, S, False, "the session is not listed", {}, {}),
    ({"AWS": [S, ROOT_A]}, S, False, "the role is not listed", {}, {}),
    ({"AWS": [S, R]}, S, False, "the account is not listed", {}, {}),
    ({"AWS": [f"{S}2", R, ROOT_A]}, S, False, "another session is listed", {}, {}),
    ({"AWS": [S, "AROAR", A]}, S, True, "the role by its unique id", {"principal_id": "AROAR"}, {}),
    ({"AWS": [S, R, ROOT_A]}, S, False, "a role of another path is listed", {}, {"aws:PrincipalArn": _PATH_ROLE}),
    (
        {"AWS": [S, _PATH_ROLE, ROOT_A]},
        S,
        True,
        "the role of that path is listed",
        {},
        {"aws:PrincipalArn": _PATH_ROLE},
    ),
    ({"AWS": ROOT_A}, ROOT_A, True, "root is its account", {}, {}),
    ({"AWS": U}, ROOT_A, False, "root is not listed", {}, {}),
    ({"AWS": [F, U, ROOT_A]}, F, True, "session, issuing user and account are listed", {"issuing_user": U}, {}),
    ({"AWS": [F, ROOT_A]}, F, False, "the issuing user is not listed", {"issuing_user": U}, {}),
    ({"AWS": [F, ROOT_A]}, F, False, "the issuing user is not given", {}, {}),
    ({"AWS": [U, ROOT_A]}, F, False, "the federated session is not listed", {"issuing_user": U}, {}),
    ({"Service": _SERVICE}, _SERVICE, True, "the service is listed", {}, {}),
    ({"Service": "ec2.amazonaws.com"}, _SERVICE, False, "another service is listed", {}, {}),
    ({"AWS": [U, ROOT_A]}, _SERVICE, False, "services that are not listed are denied too", {}, {}),
    ({"Service": _SERVICE}, U, False, "a user is not a service", {}, {}),
    ({"AWS": [U, ROOT_A]}, "anonymous", False, "the anonymous caller is never listed by name", {}, {}),
    ("*", U, True, "everyone is listed", {}, {}),
    ({"AWS": "*"}, "anonymous", True, "everyone is listed, the anonymous too", {}, {}),
]


def _row(number, listed, caller, exempt, why, request, context):
    statements = [deny(NotPrincipal=listed), {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]
    return case(f"not-principal-{number:02d}", "2.7", f"Deny NotPrincipal for {caller}: {why}",
                ALLOWED if exempt else _DENIED, principal=caller, request=request, context=context or None,
                evidence="D" if number > 1 else "R", resource=statements)  # fmt: skip


CASES = [_row(number, *row) for number, row in enumerate(_ROWS, 1)] + [
    case("not-principal-boundary-01", "2.7", "It always denies a user with a boundary", _DENIED, identity=FULL,
         permissions_boundary=FULL, resource=[deny(NotPrincipal={"AWS": [U, ROOT_A]})]),
    case("not-principal-boundary-02", "2.7", "It always denies a role with a boundary", _DENIED, principal=S, identity=FULL,
         permissions_boundary=FULL, resource=[deny(NotPrincipal={"AWS": [S, R, ROOT_A]})]),
    case("not-principal-boundary-03", "2.7", "If the Deny is for another action, the boundary does not matter", ALLOWED,
         identity=FULL, permissions_boundary=FULL, resource=[deny("s3:PutObject", NotPrincipal={"AWS": [U, ROOT_A]})]),
    case("not-principal-cross-01", "2.7", "Across accounts: account and user are listed", ALLOWED,
         principal=U, owner=B, identity=FULL,
         resource=[deny(NotPrincipal={"AWS": [U, ROOT_A]}), {"Effect": "Allow", "Principal": {"AWS": A}, "Action": "*", "Resource": "*"}]),
    case("not-principal-cross-02", "2.7", "Across accounts: the caller's account is left out", _DENIED,
         principal=U, owner=B, identity=FULL,
         resource=[deny(NotPrincipal={"AWS": [U, ROOT_B]}), {"Effect": "Allow", "Principal": {"AWS": A}, "Action": "*", "Resource": "*"}]),
    case("not-principal-idiom-01", "2.7", "The idiom instead: Deny all but one aws:PrincipalArn, for that one", ALLOWED,
         principal=S, identity=FULL, permissions_boundary=FULL,
         resource=[deny(Principal="*", Condition={"ArnNotEquals": {"aws:PrincipalArn": R}})]),
    case("not-principal-idiom-02", "2.7", "The idiom instead, for another one", _DENIED, identity=FULL,
         resource=[deny(Principal="*", Condition={"ArnNotEquals": {"aws:PrincipalArn": R}})]),
    case("not-principal-endpoint-01", "1.2", "In an endpoint policy, for one who is listed", ALLOWED, identity=FULL,
         evidence="R", endpoint=[{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
                                 deny(NotPrincipal={"AWS": [U, ROOT_A]})]),
    case("not-principal-endpoint-02", "1.2", "In an endpoint policy, for one who is not", "explicit:endpoint", identity=FULL,
         evidence="R", endpoint=[{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
                                 deny(NotPrincipal={"AWS": [_OTHER, ROOT_A]})]),
]  # fmt: skip
