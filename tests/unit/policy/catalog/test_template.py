import pytest

from limen.policy.catalog.template import compile_template, has_placeholder, render_pattern


@pytest.mark.parametrize(
    ("template", "pattern"),
    [
        ("arn:${Partition}:s3:::${BucketName}/${ObjectName}", "arn:*:s3:::*/*"),
        ("s3:ExistingObjectTag/<key>", "s3:ExistingObjectTag/*"),
        ("backup/${Server}-{Date}", "backup/*-*"),
        ("plain", "plain"),
    ],
)
def test_a_placeholder_becomes_a_star(template, pattern):
    assert render_pattern(template) == pattern
    assert has_placeholder(template) is (template != pattern)


def test_text_that_is_not_a_placeholder_is_literal():
    assert compile_template("a.b${X}").fullmatch("a.bc")
    assert not compile_template("a.b${X}").fullmatch("axbc")
    assert not compile_template("a.b${X}").fullmatch("a.b")


def test_a_placeholder_matches_a_line_break():
    assert compile_template("tag/<key>").fullmatch("tag/a\nb")
