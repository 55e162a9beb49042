"""Ways to administrator (spec analysis 7, hard cases 50 to 54)."""

import random

import pytest

from limen.analysis.account_view import AccountView, Identity
from limen.analysis.escalation.cut import find_cut, find_escalation
from limen.engine.model.layers import NamedPolicy
from tests.unit.analysis.documents import allow, deny, policy

A = "111111111111"
IAM = f"arn:aws:iam::{A}:"
ROOT = f"{IAM}root"
POLICY = f"{IAM}policy/own"


def level(*statements, name="p", arn=""):
    return (NamedPolicy(name, policy(*statements), arn),)


def user(name, *statements, **more):
    return Identity(name, "/", f"AIDA{name.upper()}", level(*statements) if statements else (), **more)


def role(name, trusted, *statements, **more):
    found = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": trusted}}
    trust = NamedPolicy("trust", policy(found))
    return Identity(name, "/", f"AROA{name.upper()}", level(*statements) if statements else (), trust=trust, **more)


ADMIN = user("admin", allow("*"))
ADMIN_ROLE = role("boss", ROOT, allow("*"))


def path_of(*identities, start="bob", **more):
    """The actions of the path of a user; `None` if it is safe."""
    view = AccountView(A, identities, **more)
    found = find_escalation(view, [f"{IAM}user/{start}"])
    assert found.complete, found.reasons
    if found.safe:
        return None
    return [action for path in found.paths for step in path.steps for action in step.actions]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("iam:CreateAccessKey", f"{IAM}user/*")], ["iam:CreateAccessKey"]),
        ([allow("iam:CreateAccessKey", f"{IAM}user/other")], None),
        ([allow("iam:PutUserPolicy", f"{IAM}user/bob")], ["iam:PutUserPolicy"]),
        ([allow("iam:PutUserPolicy", f"{IAM}user/${{aws:username}}")], ["iam:PutUserPolicy"]),
        ([allow("iam:PutUserPolicy", f"{IAM}user/eve")], None),
        ([allow("iam:UpdateAssumeRolePolicy", f"{IAM}role/boss")], ["iam:UpdateAssumeRolePolicy"]),
        ([allow("sts:AssumeRole", f"{IAM}role/boss")], ["sts:AssumeRole"]),
        ([allow("iam:CreateUser"), allow("iam:AttachUserPolicy"), allow("iam:CreateAccessKey", f"{IAM}user/x*")],
         ["iam:AttachUserPolicy"]),
        ([allow(["iam:CreateRole", "iam:PutRolePolicy"], f"{IAM}role/x*")], ["iam:CreateRole", "iam:PutRolePolicy"]),
        ([allow("iam:Get*"), allow("s3:*")], None),
        ([allow("iam:CreateUser")], None),
    ],
)  # fmt: skip
def test_paths(statements, expected):
    assert path_of(user("bob", *statements), ADMIN, ADMIN_ROLE) == expected


def test_an_administrator_is_one_without_moves():
    found = find_escalation(AccountView(A, (ADMIN, ADMIN_ROLE)), [f"{IAM}user/admin", f"{IAM}role/boss"])
    assert found.administrators == (f"{IAM}user/admin", f"{IAM}role/boss")


def test_50_a_trust_policy_that_may_be_rewritten_needs_no_other_grant():
    bob = user("bob", allow("iam:UpdateAssumeRolePolicy"), boundary=level(allow("iam:*")))
    assert path_of(bob, ADMIN_ROLE) == ["iam:UpdateAssumeRolePolicy"]


def test_52_a_condition_on_the_policy_that_is_attached():
    only_read = {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/Read*"}}
    any_aws = {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}}
    assert path_of(user("bob", allow("iam:AttachUserPolicy", condition=only_read))) is None
    assert path_of(user("bob", allow("iam:AttachUserPolicy", condition=any_aws))) == ["iam:AttachUserPolicy"]


def test_53_a_deny_that_depends_on_a_tag_which_may_be_removed():
    tagged = deny("iam:Put*", condition={"StringEquals": {"aws:PrincipalTag/x": "1"}})
    statements = [allow(["iam:PutUserPolicy", "iam:UntagUser"], f"{IAM}user/bob"), tagged]
    assert path_of(user("bob", *statements, tags={"x": "1"})) == ["iam:UntagUser", "iam:PutUserPolicy"]
    assert path_of(user("bob", allow("iam:PutUserPolicy", f"{IAM}user/bob"), tagged, tags={"x": "1"})) is None


def test_54_a_deny_in_a_policy_that_may_be_rewritten():
    own = level(deny("iam:*User*"), allow("iam:CreatePolicyVersion"), name="own", arn=POLICY)
    bob = Identity("bob", "/", "AIDABOB", own)
    assert path_of(bob, managed={POLICY: own}) == ["iam:CreatePolicyVersion"]
    covered = level(deny("iam:*"), allow("iam:CreatePolicyVersion"), name="own", arn=POLICY)
    assert path_of(Identity("bob", "/", "AIDABOB", covered), managed={POLICY: covered}) is None


def test_a_boundary_limits_until_it_is_removed():
    narrow = level(allow("s3:*"), name="boundary")
    assert path_of(user("bob", allow("*"), boundary=narrow)) is None
    wider = level(allow(["s3:*", "iam:DeleteUserPermissionsBoundary"]), name="boundary")
    assert path_of(user("bob", allow("*"), boundary=wider)) == ["iam:DeleteUserPermissionsBoundary"]


def test_a_policy_that_may_be_removed_takes_its_allows_with_it():
    both = Identity("bob", "/", "AIDABOB", (
        *level(allow("iam:CreateAccessKey"), deny("iam:CreateAccessKey"), name="one"),
        *level(allow("iam:DeleteUserPolicy"), name="two"),
    ))  # fmt: skip
    found = find_escalation(AccountView(A, (both, ADMIN)), [f"{IAM}user/bob"])
    assert found.paths == ()  # The Allow is gone with the Deny: no path is claimed.
    apart = Identity("bob", "/", "AIDABOB", (
        *level(deny("iam:CreateAccessKey"), name="one"),
        *level(allow(["iam:DetachUserPolicy", "iam:CreateAccessKey"]), name="two"),
    ))  # fmt: skip
    assert path_of(apart, ADMIN) is None  # An inline policy is not detached.


def test_groups():
    groups = {"admins": level(allow("*"))}
    assert path_of(user("bob", allow("iam:AddUserToGroup")), groups=groups) == ["iam:AddUserToGroup"]
    assert path_of(user("bob", allow("iam:AddUserToGroup", f"{IAM}group/other")), groups=groups) is None
    member = user("bob", allow("iam:PutGroupPolicy"), groups=("staff",))
    assert path_of(member, groups={"staff": ()}) == ["iam:PutGroupPolicy"]
    bob = user("bob", allow("iam:AddUserToGroup", f"{IAM}group/ops/*"))
    assert path_of(bob, groups=groups, group_paths={"admins": "/ops/"}) == ["iam:AddUserToGroup"]


def test_several_moves_in_a_row():
    middle = role("middle", f"{IAM}user/bob", allow("iam:CreateLoginProfile"))
    assert path_of(user("bob"), middle, ADMIN) == ["sts:AssumeRole", "iam:CreateLoginProfile"]


def test_a_service_that_runs_code():
    trust = NamedPolicy("trust", policy({"Effect": "Allow", "Action": "sts:AssumeRole",
                                         "Principal": {"Service": "lambda.amazonaws.com"}}))  # fmt: skip
    runner = Identity("runner", "/", "AROARUNNER", level(allow("*")), trust=trust)
    bob = user("bob", allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]))
    view = AccountView(A, (bob, runner))
    assert find_escalation(view, [f"{IAM}user/bob"]).safe == (f"{IAM}user/bob",)
    (path,) = find_escalation(view, [f"{IAM}user/bob"], runners=("lambda",)).paths
    assert path.steps[0].actions == ("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction")


def test_service_control_policies_stop_it():
    control = (level(allow("*"), deny("iam:*")),)
    assert path_of(user("bob", allow("*")), service_control=control) is None


def test_the_smallest_cut():
    shared = level(allow("iam:CreateAccessKey"), name="keys")
    users = [user(f"u{n}", groups=("g",)) for n in range(4)]
    view = AccountView(A, (*users, user("lone", allow("iam:PutUserPolicy")), ADMIN), {"g": shared})
    starts = [f"{IAM}user/u{n}" for n in range(4)] + [f"{IAM}user/lone"]
    assert len(find_escalation(view, starts).paths) == 5
    cut = find_cut(view, starts)
    assert cut.is_smallest
    assert cut.grants == ((f"{IAM}group/g", "keys", 0), (f"{IAM}user/lone", "p", 0))
    kept = find_cut(view, starts, keep=frozenset({(f"{IAM}group/g", "keys", 0)}))
    assert {path.start for path in kept.kept} == set(starts[:4])


STATEMENTS = [
    allow("iam:CreateAccessKey", f"{IAM}user/u1"), allow("iam:PutUserPolicy", f"{IAM}user/u2"), deny("iam:Put*"),
    allow("sts:AssumeRole", f"{IAM}role/r"), allow("iam:UpdateAssumeRolePolicy", f"{IAM}role/r"), allow("s3:*"),
    allow("iam:PutRolePolicy", f"{IAM}role/*"), deny("iam:CreateAccessKey"),
    allow("iam:CreateLoginProfile", f"{IAM}user/u0"),
    deny("sts:*"), allow("*"), allow("iam:AddUserToGroup", f"{IAM}group/g"),
]  # fmt: skip


KEYS = (("iam:CreateAccessKey", "user"), ("iam:CreateLoginProfile", "user"), ("iam:UpdateAssumeRolePolicy", "role"),
        ("sts:AssumeRole", "role"))  # fmt: skip
USERS = ("u0", "u1", "u2")


def like(pattern, text):
    return text == pattern or (pattern.endswith("*") and text.startswith(pattern[:-1]))


def may(statements, action, resource):
    def hits(effect):
        return any(
            each["Effect"] == effect and like(each["Action"], action) and like(each["Resource"], resource)
            for each in statements
        )

    return hits("Allow") and not hits("Deny")


class Saturation:
    """The simplest method: statements without conditions, every move tried until nothing changes."""

    def __init__(self, own):
        self.own = own
        self.extra: dict[str, list[object]] = {name: [] for name in own}
        self.joined = set()
        self.held = set()

    def size(self):
        return len(self.held), len(self.joined), sum(map(len, self.extra.values()))

    def says(self, name):
        of_group = self.own["g"] if name in self.joined else []
        return self.own[name] + self.extra[name] + of_group

    def move(self, name):
        said = self.says(name)
        for action, kind in KEYS:
            targets = USERS if kind == "user" else ("r",)
            self.held |= {each for each in targets if may(said, action, f"{IAM}{kind}/{each}")}
        for action, kind, targets in (("iam:PutUserPolicy", "user", USERS), ("iam:PutRolePolicy", "role", ("r",))):
            for target in targets:
                if may(said, action, f"{IAM}{kind}/{target}"):
                    self.extra[target] = [allow("*")]
        if may(said, "iam:AddUserToGroup", f"{IAM}group/g"):
            self.joined |= self.held - {"r"}

    def reaches(self, start):
        self.held, before = {start}, None
        while before != self.size():
            before = self.size()
            for name in sorted(self.held):
                self.move(name)
        probes = ("iam:CreateUser", "x7:Example")
        return any(all(may(self.says(name), each, f"{IAM}user/x7") for each in probes) for name in self.held)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(40))
def test_small_accounts_against_saturation(seed):
    source = random.Random(seed)
    own = {name: source.sample(STATEMENTS, source.randint(0, 3)) for name in (*USERS, "r", "g")}
    users = [user(name, *own[name]) for name in USERS]
    view = AccountView(A, (*users, role("r", ROOT, *own["r"])), {"g": level(*own["g"])})
    for name in USERS:
        found = find_escalation(view, [f"{IAM}user/{name}"])
        assert found.complete
        assert bool(found.safe) is not Saturation(own).reaches(name), own
