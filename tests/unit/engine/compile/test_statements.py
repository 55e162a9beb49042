import json

import pytest

from limen.domain.principals import IAMUser
from limen.engine.compile.statements import compile_grant
from limen.engine.model.layers import LAYER_RULES, Grant, Layer
from limen.policy.syntax.parse import parse_policy

BOB = IAMUser("111111111111", "bob", id="AIDABOB")
ROOT_ARN = "arn:aws:iam::111111111111:root"


def grant(layer, effect="Allow", *, has_boundary=False, ids=None, **principal):
    statement = {"Effect": effect, "Action": "*", "Resource": "*", **principal}
    (source,) = parse_policy(json.dumps({"Statement": statement})).statements
    return compile_grant(source, LAYER_RULES[layer], ids or {}, has_boundary=has_boundary)({}, BOB)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [(Layer.IDENTITY, Grant.DIRECT), (Layer.RESOURCE, Grant.NONE), (Layer.ENDPOINT, Grant.DIRECT)],
)
def test_whom_a_statement_without_principal_means(layer, expected):
    assert grant(layer) is expected


def test_a_principal_counts_if_the_layer_names_principals():
    assert grant(Layer.RESOURCE, Principal={"AWS": ROOT_ARN}) is Grant.ACCOUNT
    assert grant(Layer.RESOURCE, Principal={"AWS": BOB.arn}) is Grant.DIRECT
    assert grant(Layer.RESOURCE, Principal={"AWS": BOB.arn}, ids={BOB.arn: "AIDAOLD"}) is Grant.NONE


def test_not_principal_denies_all_but_the_listed_and_allows_nobody():
    listed = {"NotPrincipal": {"AWS": [ROOT_ARN, BOB.arn]}}
    assert grant(Layer.RESOURCE, "Deny", **listed) is Grant.NONE
    assert grant(Layer.RESOURCE, "Deny", has_boundary=True, **listed) is Grant.DIRECT
    assert grant(Layer.RESOURCE, "Allow", **listed) is Grant.NONE
