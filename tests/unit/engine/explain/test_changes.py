"""A change does what it says to the layer or key that it names, and nothing to any other."""

import pytest

from limen.engine import Layer, PolicySet
from limen.engine.explain.changes import (
    ADDED_POLICY,
    AddStatement,
    Place,
    RemoveStatement,
    SetKey,
    TrimStatement,
    apply_changes,
)
from limen.engine.explain.render import describe_change, find_owner, render_change
from tests.unit.engine.scenarios import FULL, policies, policy, request, statement

TEXT = '{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}'
EVERYWHERE = policies(FULL, FULL, FULL, FULL, FULL, [FULL, FULL], [FULL, FULL])
NOWHERE = PolicySet()
LAST = {Layer.SERVICE_CONTROL: 1, Layer.RESOURCE_CONTROL: 1}


def changed(policies, *changes):
    return apply_changes(request(), policies, changes)[1]


def names(policies: PolicySet):
    return {
        layer: [[each.name for each in level] for level in levels if level] for layer, levels in policies.levels.items()
    }


@pytest.mark.parametrize("layer", Layer)
def test_a_statement_is_added_to_its_layer_alone(layer):
    level = LAST.get(layer, 0)
    before = names(EVERYWHERE)
    after = names(changed(EVERYWHERE, AddStatement(layer, level, TEXT)))
    assert after.pop(layer)[level] == ["policy", ADDED_POLICY]
    assert after == {other: found for other, found in before.items() if other is not layer}


@pytest.mark.parametrize("layer", Layer)
def test_a_layer_that_is_not_there_is_made(layer):
    after = names(changed(NOWHERE, AddStatement(layer, 0, TEXT)))
    assert {other: found for other, found in after.items() if found} == {layer: [[ADDED_POLICY]]}


@pytest.mark.parametrize("layer", Layer)
def test_a_statement_is_removed_from_its_place_alone(layer):
    removal = RemoveStatement(Place(layer, LAST.get(layer, 0), 0, 0), "title")
    before, after = EVERYWHERE.levels, changed(EVERYWHERE, removal).levels
    for other, levels in after.items():
        left = [[len(each.document.statements) for each in level] for level in levels]
        untouched = [[1] for _ in before[other]]
        assert left == ([*untouched[:-1], [0]] if other is layer else untouched)


def test_entries_are_taken_out_of_one_statement():
    found = [statement(action=["s3:Get*", "s3:Put*"], resource=["a", "b", "c"]), statement(action=["s3:Get*", "s3:*"])]
    decided = PolicySet(identity=(policy(found),))
    place = Place(Layer.IDENTITY, 0, 0, 0)
    actions = changed(decided, TrimStatement(place, "title", "Action", ("s3:Put*",)))
    resources = changed(decided, TrimStatement(place, "title", "Resource", ("a", "c")))
    first, second = actions.identity[0].document.statements
    assert (first.actions, second.actions) == (("s3:Get*",), ("s3:Get*", "s3:*"))
    assert resources.identity[0].document.statements[0].resources == ("b",)


def test_keys_are_set_and_taken_away():
    asked = request(context={"a": "1", "b": "2"})
    changes = [SetKey("a", None, "A"), SetKey("c", ("3",), "C"), SetKey("absent", None, "Absent")]
    after, same = apply_changes(asked, NOWHERE, changes)
    assert after.context == {"b": "2", "c": ("3",)}
    assert same is NOWHERE
    assert apply_changes(asked, NOWHERE, [AddStatement(Layer.IDENTITY, 0, TEXT)])[0] is asked


PLACE = Place(Layer.SERVICE_CONTROL, 1, 2, 3)
PLACED = {"layer": "service_control", "level": 1, "position": 2, "index": 3}


@pytest.mark.parametrize(
    ("change", "owner", "shown", "members"),
    [
        (
            AddStatement(Layer.SESSION, 0, '{"Effect": "Allow"}'),
            "the principal that starts the session",
            'add to session: {"Effect": "Allow"}',
            {"change": "add_statement", "layer": "session", "level": 0, "statement": {"Effect": "Allow"}},
        ),
        (
            AddStatement(Layer.RESOURCE_CONTROL, 1, "{}"),
            "the organization",
            "add to resource_control (level 2): {}",
            {"change": "add_statement", "layer": "resource_control", "level": 1, "statement": {}},
        ),
        (
            RemoveStatement(PLACE, "it"),
            "the organization",
            "remove it",
            {"change": "remove_statement", **PLACED},
        ),
        (
            TrimStatement(PLACE, "it", "Action", ("a", "b")),
            "the organization",
            "remove a, b from Action of it",
            {"change": "trim_statement", **PLACED, "taken": {"Action": ["a", "b"]}},
        ),
        (
            SetKey("k", ("x", "é"), "K"),
            "the sender of the request",
            'K ["x", "é"] instead of "v"',
            {"change": "set_key", "key": "K", "value": ["x", "é"]},
        ),
        (
            SetKey("aws:principaltag/k", "x", "aws:PrincipalTag/K"),
            "a principal that may tag the caller",
            'aws:PrincipalTag/K "x" instead of absent',
            {"change": "set_key", "key": "aws:PrincipalTag/K", "value": "x"},
        ),
        (
            SetKey("k", None, "K"),
            "the sender of the request",
            'K absent instead of "v"',
            {"change": "set_key", "key": "K", "value": None},
        ),
    ],
)
def test_changes_in_words_and_as_json(change, owner, shown, members):
    asked = request(context={"k": "v"})
    assert find_owner(change, asked) == owner
    assert describe_change(change, asked) == shown
    assert render_change(change, asked) == {"by": owner, "text": shown, **members}
