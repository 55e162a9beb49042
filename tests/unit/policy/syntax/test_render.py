import dataclasses
import json

from hypothesis import given

from limen.policy import parse_policy
from limen.policy.errors import Position
from limen.policy.syntax.render import render_policy
from tests.unit.policy.documents import STATEMENT, changed, document, policies

NOWHERE = Position(1, 1)


def meaning(found):
    """The document without its text and places; clauses of one operator together, as a rendered text has them."""
    statements = tuple(dataclasses.replace(statement, start=NOWHERE, end=NOWHERE) for statement in found.statements)
    return dataclasses.replace(found, text="", statements=statements)


@given(policies())
def test_parsing_what_is_rendered_gives_the_document(text):
    found = parse_policy(text)

    assert meaning(parse_policy(render_policy(found))) == meaning(found)


@given(policies())
def test_rendering_is_canonical(text):
    once = render_policy(parse_policy(text))

    assert render_policy(parse_policy(once)) == once


def test_elements_are_in_order_and_absent_ones_are_omitted():
    text = document(
        changed(STATEMENT, Principal="*", Condition={"bool": {"a": True}, "nothing": {}}), Version=None, Id="i"
    )

    assert json.loads(render_policy(parse_policy(text))) == {
        "Version": "2008-10-17",
        "Id": "i",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:ListBucket"],
                "Resource": ["arn:aws:s3:::b"],
                "Condition": {"Bool": {"a": ["true"]}},
            }
        ],
    }
    assert render_policy(parse_policy(text)).startswith(
        '{"Version":"2008-10-17","Id":"i","Statement":[{"Effect":"Allow"'
    )


def test_principals_by_type():
    text = document(changed(STATEMENT, NotPrincipal={"Service": "x", "AWS": ["*", "1"]}))

    assert '"NotPrincipal":{"AWS":["*","1"],"Service":["x"]}' in render_policy(parse_policy(text))
