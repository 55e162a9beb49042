import json

import pytest

from limen.policy import PolicyKind
from limen.policy.lint import lint_policy
from tests.unit.policy.lint.findings import ALLOW, PUBLIC, condition, found, paths, rules


def test_a_good_policy():
    assert rules(ALLOW) == set()


def test_versions():
    assert paths("missing-version", ALLOW, Version=None) == ["$"]
    assert paths("old-version", ALLOW, Version="2008-10-17") == ["Version"]
    assert "old-version" not in rules(ALLOW, Version=None)


def test_no_statements():
    assert rules() == {"no-statements"}


def test_sids():
    twice = found("duplicate-sid", {**ALLOW, "Sid": "A"}, ALLOW, {**ALLOW, "Sid": ""}, {**ALLOW, "Sid": "A"})

    assert twice == [("Statement[3].Sid", "Statement[0] already has the Sid A")]


@pytest.mark.parametrize("empty", [{}, {"StringEquals": {}}])
def test_empty_conditions(empty):
    assert paths("empty-condition", {**ALLOW, "Condition": empty}) == ["Statement[0].Condition"]


def test_empty_values():
    (shown,) = found("empty-values", condition(StringEquals={"aws:userid": []}))
    (negated,) = found("empty-values", condition(StringNotEquals={"aws:userid": []}))

    assert shown == (
        'Statement[0].Condition.StringEquals["aws:userid"]',
        "a condition without values is met by no value",
    )
    assert negated[1].endswith("is always met")


def sized(count, **members):
    """A policy with this many characters that are not white space."""
    text = json.dumps({"Version": "2012-10-17", "Id": "", "Statement": {**ALLOW, **members}}, separators=(",", ":"))
    return text.replace('"Id":""', f'"Id":"{"x" * (count - len(text))}"').replace(",", ", ")


def size_rules(text, kind=None):
    return {finding.rule for finding in lint_policy(text, kind) if finding.rule.startswith("size")}


@pytest.mark.parametrize(
    ("count", "expected"),
    [(5529, set()), (5530, {"size-near-quota"}), (6144, {"size-near-quota"}), (6145, {"size-over-quota"})],
)
def test_the_quota_of_managed_policies_counts_no_white_space(count, expected):
    assert size_rules(sized(count)) == size_rules(sized(count), PolicyKind.IDENTITY_MANAGED) == expected


def test_quotas_of_other_kinds():
    assert size_rules(sized(2047), PolicyKind.SESSION) == {"size-over-quota"}
    assert size_rules(sized(6145), PolicyKind.IDENTITY_INLINE) == set()
    assert size_rules(sized(6145), PolicyKind.RESOURCE) == set()
    assert size_rules(sized(6145, Principal="*")) == set()
    assert rules(PUBLIC) == {"public-principal"}
