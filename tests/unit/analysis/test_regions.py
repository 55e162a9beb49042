import json

import pytest

from limen.analysis.budget import LIMITS, Budget
from limen.analysis.compare import Question, is_allowed
from limen.analysis.differences import find_difference
from limen.analysis.formula import both, negate
from limen.analysis.regions import find_regions
from limen.analysis.result_json import render_difference, render_region
from limen.analysis.wording import describe_conditions, find_spellings, fold_actions
from limen.policy.catalog.lookup import find_service
from limen.scenario.decide import evaluate_scenario
from tests.properties.proof_attack import Writer, parse
from tests.unit.analysis.documents import TAG, B, allow, deny, policy, when


def added(old, new):
    documents = policy(*old), policy(*new)
    found = find_difference(*documents)
    assert found.is_complete
    spellings = find_spellings(documents)
    return [render_region(region, spellings) for region in found.added.regions]


def as_json(found):
    return json.loads(json.dumps(found))


def brief(regions):
    return [(each["actions"], each["resources"], each["except_resources"], each["conditions"]) for each in regions]


def test_no_difference_has_no_regions():
    found = find_difference(policy(allow("s3:*")), policy(allow(["s3:*", "s3:Get*"])))
    assert found.is_complete
    assert [part.regions for part in (found.added, found.removed, found.denies_less)] == [(), (), ()]


def test_actions_with_the_same_difference_are_one_region():
    (region,) = added([allow("s3:GetObject", f"{B}/*")], [allow("s3:Get*", f"{B}/*")])
    assert region["action_count"] == 62
    assert "s3:GetObject" not in region["actions"]
    assert region["statements"] == [{"policy": "new", "index": 0, "sid": None}]


def test_resources_that_are_excluded_are_listed_where_they_bite():
    old = [allow("s3:GetObject", [f"{B}/x*", "arn:aws:s3:::other"])]
    (region,) = added(old, [allow("s3:GetObject", [f"{B}/*", "arn:aws:s3:::other"])])
    assert brief([region]) == [(["s3:GetObject"], [f"{B}/*"], [f"{B}/x*"], [])]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {TAG: ["a", "b"]}}, [{"key": TAG, "in": ["a", "b"]}]),
        ({"StringNotEquals": {TAG: "a"}}, [{"key": TAG, "not_in": ["a"]}]),
        ({"StringLike": {TAG: "a?${*}*"}}, [{"key": TAG, "in": ["a?${*}*"]}]),
        ({"StringEqualsIgnoreCase": {TAG: "A"}}, [{"key": TAG, "in": ["a"], "ignore_case": True}]),
        ({"Null": {TAG: "true"}}, [{"key": TAG, "is": "absent"}]),
        ({"Null": {TAG: "false"}}, [{"key": TAG, "is": "present"}]),
        ({"IpAddress": {"aws:sourceip": "10.0.0.0/8"}},
         [{"key": "aws:sourceip", "in": ["10.0.0.0/8"], "operator": "IpAddress"}]),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}, [{"key": "aws:TagKeys", "some": {"in": ["a"]}}]),
        ({"StringEquals": {TAG: "${aws:username, 'x'}-y"}}, [{"key": TAG, "in": ["${aws:username, 'x'}-y"]}]),
    ],
)  # fmt: skip
def test_conditions_of_a_region(condition, expected):
    regions = added([], [allow(condition=condition)])
    for region in regions:
        assert [each for each in region["conditions"] if each in expected] == expected
    assert all(len(region["conditions"]) <= len(expected) + 1 for region in regions)


def test_conditions_in_words():
    documents = policy(), policy(when("StringNotEquals", TAG, "a"), when("IpAddress", "aws:SourceIp", "10.0.0.0/8"))
    regions = find_difference(*documents).added.regions
    words = [describe_conditions(region.literals, find_spellings(documents)) for region in regions]
    assert sorted(words) == [["aws:PrincipalTag/t is not a or is absent"], ["aws:SourceIp passes IpAddress 10.0.0.0/8"]]


def test_removed_access_and_what_is_denied_less():
    old = policy(allow("s3:*", f"{B}/*"), deny("s3:Delete*", condition={"Null": {"aws:MultiFactorAuthAge": "true"}}))
    new = policy(allow("s3:Get*", f"{B}/*"))
    rendered = as_json(render_difference(find_difference(old, new), find_spellings([old, new])))
    kinds = [region["kind"] for region in rendered["regions"]]
    assert rendered["complete"]
    assert "added" not in kinds
    assert kinds.count("denies_less") == 1
    (denied,) = (region for region in rendered["regions"] if region["kind"] == "denies_less")
    assert denied["actions"] == ["s3:Delete*"]
    assert denied["conditions"] == [{"key": "aws:MultiFactorAuthAge", "is": "absent"}]


def test_a_region_names_the_kinds_of_caller_it_is_about():
    old = [allow(), deny(condition={"StringNotEquals": {"aws:PrincipalType": "User"}})]
    (region,) = added(old, [allow()])
    assert sorted(region["callers"]) == ["federated user", "role session"]


def test_services_that_nobody_names_and_names_that_nobody_lists():
    everything = added([allow("s3:*")], [allow("*")])
    assert any(region["other_services"] for region in everything)
    (region,) = added([], [allow("zz:F*")])
    assert region["actions"] == ["zz:f*"]
    assert region["witness"]["request"]["action"].startswith("zz:f")


def test_too_many_regions_are_not_complete(monkeypatch):
    monkeypatch.setattr("limen.analysis.budget.LIMITS", {**LIMITS, "regions": 3})
    new = policy(*(when("StringEquals", f"aws:PrincipalTag/{n}", "x") for n in range(8)))
    found = find_difference(policy(), new)
    assert not found.is_complete
    assert 0 < len(found.added.regions) <= 3
    assert found.added.reasons == ("more than 3 regions",)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(0, 300, 6))
def test_the_regions_of_random_pairs_are_the_difference(seed):
    old, new = map(parse, Writer(seed).pair())
    question = Question(
        ((old,), (new,)),
        lambda case: both(case.alone(1), negate(case.alone(0))),
        lambda request: not is_allowed(request, (old,)) and is_allowed(request, (new,)),
        ("old", "new"),
        subject=1,
    )
    found = find_regions(question, Budget())
    assert "not confirmed" not in found.reasons
    for region in found.regions:
        assert question.confirm(region.witness.request)
        assert region.statements
        request = as_json(render_region(region, {}))["witness"]["request"]
        asked = {"request": request, "policies": {"identity": [{"document": {"Statement": []}}]}}
        assert not evaluate_scenario(asked).is_allowed  # The witness is a scenario that can be read.


def test_actions_are_folded_only_if_the_pattern_matches_no_other():
    gets = [f"s3:{a.name}" for a in find_service("s3").actions.values() if a.name.startswith("Get")]
    assert fold_actions(gets) == ["s3:Get*"]
    assert "s3:Get*" not in fold_actions(gets[1:])
    assert fold_actions([f"sqs:{a.name}" for a in find_service("sqs").actions.values()]) == ["sqs:*"]
    assert fold_actions(["zz:Foo", "s3:GetObject"]) == ["s3:GetObject", "zz:Foo"]
