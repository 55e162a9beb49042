"""Entries that are not ARNs of six parts: it is unknown which texts they have in common."""

from limen.policy.lint.entries import resource_covers, resources_overlap
from limen.policy.syntax.document import Version


def test_a_short_arn_may_overlap_with_anything():
    assert resources_overlap("arn:aws", "arn:aws:s3:::bucket", Version.V2012)
    assert not resource_covers("arn:aws", "arn:aws:s3:::bucket", Version.V2012)
