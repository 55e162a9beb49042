"""Principals who share policies: the answer about each is that of an account in which it is alone."""

import pytest

from limen.analysis.account_view import AccountView, Identity
from limen.analysis.shared_answers import Sharing
from limen.analysis.who_can import Target, who_can
from limen.domain.principals import IAMUser
from limen.engine.model.layers import NamedPolicy
from limen.engine.model.policy_set import PolicySet
from tests.unit.analysis.documents import allow, deny
from tests.unit.analysis.documents import policy as document

ACCOUNT = "111122223333"
FILE = "arn:aws:s3:::share/a.txt"


def policy(*statements, name="p"):
    return NamedPolicy(name, document(*statements))


READ = policy(allow(action="s3:Get*", resource="arn:aws:s3:::share/*"))
OTHER = policy(allow(action="sqs:*", resource="*"), allow(action="s3:Get*", resource="arn:aws:s3:::x/*"))
HOME = policy(allow(action="s3:*", resource="arn:aws:s3:::share/${aws:username}.txt"))
NAMED = policy(
    allow(
        action="s3:GetObject",
        resource="*",
        condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:user/a"}},
    )
)
TEAM = policy(allow(action="s3:*", resource="*", condition={"StringEquals": {"aws:PrincipalTag/team": "red"}}))
DENY = policy(deny(action="s3:GetObject", resource="arn:aws:s3:::share/a*"))
NEAR = policy(allow(action="s3:*", resource="*", condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))
NOT = policy(allow(action="s3:*", NotResource="arn:aws:s3:::share/*"))
TRUST = policy(allow(action="sts:AssumeRole", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), name="trust")
LEVELS = [(), (READ,), (OTHER,), (READ, OTHER), (HOME,), (NAMED,), (TEAM,), (READ, DENY), (NEAR,), (NOT,), (READ, HOME)]


def identities():
    for number, level in enumerate(LEVELS):
        for name, boundary, tags, trust in (
            (f"a{number}", None, {}, None),
            (f"b{number}", None, {"team": "red"}, None),
            (f"c{number}", (READ,), {}, None),
            (f"d{number}", (), {}, None),
            (f"r{number}", None, {"team": "red"}, TRUST),
        ):
            yield Identity(name, "/", f"AIDA{name}", level, (), boundary, tags, trust)
    yield Identity("a", "/", "AIDAA", (NAMED, HOME))


@pytest.mark.parametrize("resource", [FILE, "arn:aws:s3:::share/a.*", "*"])
def test_the_answer_about_each_does_not_depend_on_the_others(resource):
    target = Target("s3:GetObject", resource)
    everybody = tuple(identities())
    together = {each.principal: each for each in who_can(AccountView(ACCOUNT, everybody), target)}
    alone = {
        each.principal: each for identity in everybody for each in who_can(AccountView(ACCOUNT, (identity,)), target)
    }
    assert together == alone
    assert len({each.answer for each in together.values()}) > 1


def key(*policies, name="a", **layers):
    caller = IAMUser(ACCOUNT, name, "/", f"AIDA{name}")
    return Sharing("s3:getobject", FILE).find_key(caller, PolicySet(identity=policies, **layers))


def test_statements_about_other_actions_and_resources_do_not_count():
    sharing = Sharing("s3:getobject", FILE)
    found = {
        sharing.find_key(IAMUser(ACCOUNT, name, "/", name), PolicySet(identity=level))
        for name, level in (("a", (READ,)), ("b", (READ, OTHER)), ("c", (OTHER, READ)))
    }
    assert len(found) == 1
    assert sharing.find_key(IAMUser(ACCOUNT, "d", "/", "d"), PolicySet(identity=(NEAR,))) not in found


def test_what_depends_on_the_caller_is_not_shared():
    assert key(HOME) is None
    assert key(NAMED) is None
    assert key(READ, session=(READ,)) is None
    assert key(READ, resource=(TRUST,)) is None
    assert key(READ) is not None


def test_a_boundary_without_statements_is_not_an_absent_one():
    assert key(READ, permissions_boundary=()) != key(READ)
