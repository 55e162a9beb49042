"""The claims of a web identity token (spec api 2.13)."""

from typing import Any

import pytest

from limen.authn.caller import ProvenIdentity
from limen.authn.faults import ExpiredIdentityTokenError, InvalidIdentityTokenError
from limen.authn.proofs.token_claims import (
    ROLES_CLAIM,
    SOURCE_IDENTITY_CLAIM,
    TAGS_CLAIM,
    get_issuer,
    read_identity,
)
from limen.domain.iam.providers import OIDCProvider
from limen.domain.iam.tags import Tag
from tests.unit.authn.proofs.issuer import HOST, Issuer
from tests.unit.operations.world import ACCOUNT, NOW

PROVIDER = OIDCProvider(ACCOUNT, HOST, NOW, client_ids=("sts.amazonaws.com", "app"))
GITHUB = OIDCProvider(ACCOUNT, "token.actions.githubusercontent.com", NOW, client_ids=("sts.amazonaws.com",))
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deployer"
PRESENT = int(NOW.timestamp())
KEY = HOST.lower()


def read(provider: OIDCProvider = PROVIDER, /, **claims: Any) -> ProvenIdentity:
    return read_identity(Issuer().claims(**claims), provider, ROLE, now=NOW)


def refusal(**claims: Any) -> str:
    with pytest.raises(InvalidIdentityTokenError) as refused:
        read(**claims)
    return refused.value.message


@pytest.mark.parametrize("issuer", [None, 7, "", "accounts.google.com", "http://token.example.com"])
def test_an_issuer_is_a_url(issuer: object):
    with pytest.raises(InvalidIdentityTokenError, match=r"^Issuer must be a valid URL$"):
        get_issuer({"iss": issuer})


def test_subject_and_audience_are_condition_keys():
    identity = read(email="alice@example.com", amr=["mfa", "pwd"], groups=["admins"], AMR="x", **{"a:b": "c"})
    assert (identity.provider_arn, identity.account, identity.partition) == (PROVIDER.arn, ACCOUNT, "aws")
    assert (identity.subject, identity.audience) == ("repo:acme/app:ref:refs/heads/main", "sts.amazonaws.com")
    assert identity.keys == {
        f"{KEY}:sub": identity.subject,
        f"{KEY}:aud": identity.audience,
        f"{KEY}:amr": ("mfa", "pwd"),
        f"{KEY}:email": "alice@example.com",
    }


def test_a_provider_that_aws_knows_has_more_condition_keys():
    keys = read(GITHUB, repository="acme/app", actor="alice", run_id="7", REF="x", enterprise_id=9).keys
    named = {key.rpartition(":")[2]: value for key, value in keys.items()}
    assert named.keys() == {"sub", "aud", "repository", "actor", "enterprise_id"}
    assert (named["repository"], named["enterprise_id"]) == ("acme/app", "9")


def test_a_claim_of_another_form_is_not_a_condition_key():
    assert f"{KEY}:amr" not in read(amr={"a": 1}).keys
    assert read(amr=True).keys[f"{KEY}:amr"] == "true"


@pytest.mark.parametrize("audience", ["other", [], ["other"], None, 7, ""])
def test_the_audience_must_be_registered(audience: object):
    assert refusal(aud=audience) == "Incorrect token audience"


def test_one_of_several_audiences_is_enough():
    assert read(aud=["other", "app"]).audience == "app"


def test_the_authorized_party_takes_precedence_over_the_audience():
    identity = read(aud="api", azp="app")
    assert (identity.audience, identity.keys[f"{KEY}:aud"], identity.keys[f"{KEY}:oaud"]) == ("app", "app", "api")
    assert read(aud=["a", "b"], azp="app").keys[f"{KEY}:oaud"] == ("a", "b")
    assert refusal(aud="sts.amazonaws.com", azp="stranger") == "Incorrect token audience"


@pytest.mark.parametrize("subject", [None, "", 7, "x" * 256])
def test_a_subject_is_a_short_text(subject: object):
    assert refusal(sub=subject) == "Missing a required claim: sub"


@pytest.mark.parametrize("claim", ["iat", "exp"])
@pytest.mark.parametrize("value", [None, "1", True, 1e15, float("inf")])
def test_times_are_required(claim: str, value: object):
    assert refusal(**{claim: value}) == f"Missing a required claim: {claim}"


def test_a_token_ends_to_the_second():
    read(exp=PRESENT + 1)
    text = f"^Token expired: current date/time {PRESENT} must be before the expiration date/time {PRESENT}$"
    with pytest.raises(ExpiredIdentityTokenError, match=text):
        read(exp=PRESENT)


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_a_token_of_the_future_is_refused_after_five_minutes(claim: str):
    read(**{claim: PRESENT + 300})
    assert refusal(**{claim: PRESENT + 302}) == "Token is not valid yet"


def test_tags_are_session_tags():
    claim = {"principal_tags": {"Project": ["Automation"], "team": "blue"}, "transitive_tag_keys": ["Project"]}
    identity = read(**{TAGS_CLAIM: claim})
    assert identity.tags == (Tag("Project", "Automation"), Tag("team", "blue"))
    assert identity.transitive_tag_keys == ("Project",)
    assert read(**{TAGS_CLAIM: {}}).tags == ()


@pytest.mark.parametrize("claim", ["x", [], {"principal_tags": []}, {"principal_tags": {"a": ["b", "c"]}}])
def test_malformed_tags_are_refused(claim: object):
    assert refusal(**{TAGS_CLAIM: claim}) == f"The claim {TAGS_CLAIM} is malformed."


def test_a_source_identity_and_a_list_of_roles():
    identity = read(**{SOURCE_IDENTITY_CLAIM: "alice", ROLES_CLAIM: [ROLE]})
    assert (identity.source_identity, identity.is_role_listed) == ("alice", True)
    assert read(**{ROLES_CLAIM: ["arn:aws:iam::1:role/x"]}).is_role_listed is False
    assert read(**{SOURCE_IDENTITY_CLAIM: 7}).source_identity == ""
    assert read().is_role_listed is None
