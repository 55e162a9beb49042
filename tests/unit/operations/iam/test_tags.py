import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.domain.iam.tags import Tag
from limen.operations.iam.faults import InvalidInputError, LimitExceededError
from limen.operations.iam.tags import PRINCIPAL_TAGS, RESOURCE_TAGS, render_tags

TAGS = st.lists(st.builds(Tag, st.text("aAbB", min_size=1, max_size=3), st.text("xy", max_size=2)), max_size=8)


def wire(*keys):
    return [{"Key": key, "Value": ""} for key in keys]


def test_principals_ignore_the_case_of_keys_and_resources_do_not():
    present, added = (Tag("Team", "blue"),), (Tag("team", "red"),)
    assert PRINCIPAL_TAGS.merge(present, added) == added
    assert RESOURCE_TAGS.merge(present, added) == present + added
    assert PRINCIPAL_TAGS.remove(present, ["TEAM"]) == ()
    assert RESOURCE_TAGS.remove(present, ["TEAM"]) == present


def test_repeated_keys_are_refused_by_the_same_measure():
    with pytest.raises(InvalidInputError, match=r"^Duplicate tag keys found\. Please note that Tag keys are case"):
        PRINCIPAL_TAGS.parse_tags(wire("a", "A"))
    with pytest.raises(InvalidInputError):
        RESOURCE_TAGS.parse_tags(wire("a", "a"))
    assert len(RESOURCE_TAGS.parse_tags(wire("a", "A"))) == 2


@pytest.mark.parametrize("key", ["aws:name", "AWS:name", "aWs:"])
def test_reserved_keys_are_refused_in_any_case(key):
    for rules in (PRINCIPAL_TAGS, RESOURCE_TAGS):
        with pytest.raises(InvalidInputError, match=r"^Tag keys beginning with aws: are reserved for system use\.$"):
            rules.parse_tags(wire(key))


def test_values_may_begin_with_aws_and_gaps_in_the_list_do_not_count():
    assert PRINCIPAL_TAGS.parse_tags([None, {"Key": "a", "Value": "aws:x"}]) == (Tag("a", "aws:x"),)
    assert PRINCIPAL_TAGS.parse_tags(None) == ()


def test_fifty_tags_are_enough():
    fifty = [Tag(f"k{number}", "") for number in range(50)]
    assert len(PRINCIPAL_TAGS.merge(fifty, [Tag("K0", "new")])) == 50
    with pytest.raises(LimitExceededError):
        PRINCIPAL_TAGS.merge(fifty, [Tag("one-more", "")])


@given(TAGS, TAGS)
def test_merging_keeps_keys_unique_and_prefers_the_added_ones(present, added):
    merged = PRINCIPAL_TAGS.merge(PRINCIPAL_TAGS.merge((), present), added)
    values = {tag.key.lower(): tag for tag in merged}
    assert len(values) == len(merged)
    assert all(values[tag.key.lower()] == tag for tag in {tag.key.lower(): tag for tag in added}.values())
    assert PRINCIPAL_TAGS.remove(merged, [tag.key.upper() for tag in merged]) == ()


def test_an_entity_without_tags_leaves_the_member_out():
    assert render_tags(()) == []
    assert render_tags((Tag("a", "b"),)) == [{"Key": "a", "Value": "b"}]
