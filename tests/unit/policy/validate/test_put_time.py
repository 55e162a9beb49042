from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy import MalformedPolicyError, PolicyKind, parse_policy, validate_policy
from tests.unit.policy.documents import STATEMENT, TRUST_STATEMENT, changed, document, policies

VALID = {
    PolicyKind.IDENTITY_MANAGED: STATEMENT,
    PolicyKind.IDENTITY_INLINE: STATEMENT,
    PolicyKind.SESSION: STATEMENT,
    PolicyKind.TRUST: TRUST_STATEMENT,
    PolicyKind.RESOURCE: changed(STATEMENT, Principal="*"),
    PolicyKind.ENDPOINT: changed(STATEMENT, Principal="*"),
    PolicyKind.SERVICE_CONTROL: STATEMENT,
    PolicyKind.RESOURCE_CONTROL: changed(STATEMENT, Principal="*", Effect="Deny"),
}


@pytest.mark.parametrize("kind", list(PolicyKind))
def test_every_kind_accepts_its_own_and_gives_the_parsed_document(kind):
    text = document(VALID[kind])

    assert validate_policy(text, kind) == parse_policy(text)


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", list(PolicyKind))
@given(text=st.one_of(policies(), st.text()))
def test_whatever_is_refused_is_malformed_and_the_rest_parses(kind, text):
    with suppress(MalformedPolicyError):
        assert validate_policy(text, kind) == parse_policy(text)
