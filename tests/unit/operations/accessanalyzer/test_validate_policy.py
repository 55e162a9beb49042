"""ValidatePolicy: types, codes, locations that fit the text, pages."""

import json
from typing import Any

import pytest

from limen.errors import ValidationError
from limen.operations.accessanalyzer.issue_codes import BY_RULE
from limen.operations.accessanalyzer.validate_policy import MOST_CHARACTERS
from limen.policy.lint import RULES

GOOD = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}


def policy(*statements, **members):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **members})


@pytest.fixture
def validate(world):
    def call(text, policy_type="IDENTITY_POLICY", **parameters):
        return world.call("access-analyzer:ValidatePolicy", policyDocument=text, policyType=policy_type, **parameters)

    return call


@pytest.fixture
def codes(validate):
    def call(text, policy_type="IDENTITY_POLICY", **parameters):
        return [finding["issueCode"] for finding in validate(text, policy_type, **parameters)["findings"]]

    return call


def test_a_policy_without_mistakes(validate):
    assert validate(policy(GOOD)) == {"findings": []}


def test_a_finding(validate):
    text = policy({**GOOD, "Action": ["s3:GetObject", "s3:GetObjet"]})
    (finding,) = validate(text)["findings"]
    (location,) = finding.pop("locations")
    assert finding == {
        "findingType": "ERROR",
        "issueCode": "INVALID_ACTION",
        "findingDetails": "there is no action s3:GetObjet; did you mean s3:GetObject?",
        "learnMoreLink": "/docs/lint/unknown-action",
    }
    assert location["path"] == [{"value": "Statement"}, {"index": 0}, {"value": "Action"}, {"index": 1}]
    start, end = location["span"]["start"], location["span"]["end"]
    assert text[start["offset"] : end["offset"]] == '"s3:GetObjet"'
    assert (start["line"], start["column"]) == (1, start["offset"])


def test_lines_and_columns_of_a_text_of_many_lines(validate):
    text = (
        '{\r\n  "Version": "2012-10-17",\n  "Statement": {\r    "Sid": "😀", "Effect": "Allow", "Action": "s3:X",\n'
        '"Resource": "arn:aws:s3:::b"}}'
    )
    (finding,) = (each for each in validate(text)["findings"] if each["issueCode"] == "INVALID_ACTION")
    span = finding["locations"][0]["span"]
    assert finding["locations"][0]["path"] == [{"value": "Statement"}, {"value": "Action"}]
    assert text[span["start"]["offset"] : span["end"]["offset"]] == '"s3:X"'
    assert (span["start"]["line"], span["start"]["column"]) == (4, 45)
    assert (span["end"]["line"], span["end"]["column"]) == (4, 51)


def test_a_finding_about_a_statement_spans_all_of_it(validate):
    text = policy({"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"})
    for finding in validate(text)["findings"]:
        span = finding["locations"][0]["span"]
        json.loads("[" + text[span["start"]["offset"] : span["end"]["offset"]] + "]")


def test_a_finding_about_a_name_ends_with_a_key(validate):
    text = policy({**GOOD, "Condition": {"StringEquals": {"aws:Nonsense": "x"}}})
    (finding,) = validate(text)["findings"]
    (location,) = finding["locations"]
    assert finding["issueCode"] == "INVALID_GLOBAL_CONDITION_KEY"
    assert location["path"][-2:] == [{"value": "StringEquals"}, {"key": "aws:Nonsense"}]
    span = location["span"]
    assert text[span["start"]["offset"] : span["end"]["offset"]] == '"aws:Nonsense"'


@pytest.mark.parametrize("text", ["", "{", '{"a": 1,}', "null", "\ud800", "[" * 5000, '{"a": 1, "a": 2}'])
def test_text_that_is_not_json_is_one_finding(validate, text):
    (finding,) = validate(text)["findings"]
    assert (finding["findingType"], finding["issueCode"]) == ("ERROR", "JSON_SYNTAX_ERROR")
    assert finding["learnMoreLink"].endswith("/malformed-policy")
    (location,) = finding["locations"]
    assert location["path"] == []
    assert 0 <= location["span"]["start"]["offset"] <= len(text)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ({**GOOD, "Actions": "s3:*"}, "INVALID_POLICY_ELEMENT"),
        ({**GOOD, "NotAction": "s3:*"}, "UNSUPPORTED_ELEMENT_COMBINATION"),
        ({**GOOD, "Effect": "allow"}, "INVALID_EFFECT"),
        ({"Effect": "Allow", "Resource": "*"}, "MISSING_ACTION"),
        ({**GOOD, "Action": 1}, "DATA_TYPE_MISMATCH"),
        ({**GOOD, "Resource": []}, "MISSING_RESOURCE"),
        ({**GOOD, "Condition": {"StringIs": {"aws:username": "x"}}}, "INVALID_CONDITION_OPERATOR"),
        ({**GOOD, "Condition": {"StringEquals": {"a:b": "x", "A:B": "y"}}}, "DUPLICATE_KEYS_WITH_DIFFERENT_CASE"),
        ({**GOOD, "Principal": "me"}, "INVALID_PRINCIPAL_FORMAT"),
        ({**GOOD, "Principal": {"AWS": "arn:aws:iam::1:user/*"}}, "UNSUPPORTED_WILDCARD_IN_PRINCIPAL"),
    ],
)
def test_text_that_is_not_a_policy_has_a_code_of_its_own(codes, statement, code):
    assert codes(policy(statement)) == [code]


def test_an_unknown_version(codes):
    assert codes(policy(GOOD, Version="2012-10-18")) == ["INVALID_VERSION"]


def test_each_type_has_its_own_rules(codes):
    named = {**GOOD, "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}
    assert codes(policy(GOOD), "RESOURCE_POLICY") == ["MISSING_PRINCIPAL"]
    assert codes(policy(named), "RESOURCE_POLICY") == []
    assert codes(policy(named), "IDENTITY_POLICY") == ["UNSUPPORTED_PRINCIPAL"]
    assert codes(policy(GOOD), "SERVICE_CONTROL_POLICY") == []
    assert codes(policy(named), "SERVICE_CONTROL_POLICY") == ["REFUSED_POLICY"]
    assert codes(policy(GOOD), "RESOURCE_CONTROL_POLICY") != []


def test_a_trust_policy(codes):
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "sts:AssumeRole",
    }
    resource_type = {"validatePolicyResourceType": "AWS::IAM::AssumeRolePolicyDocument"}
    assert codes(policy(trust), "RESOURCE_POLICY", **resource_type) == []
    assert codes(policy({**trust, "Resource": "*"}), "RESOURCE_POLICY", **resource_type) != []


def test_a_resource_type_belongs_to_resource_policies(validate):
    with pytest.raises(ValidationError, match="only valid with the policy type RESOURCE_POLICY"):
        validate(policy(GOOD), validatePolicyResourceType="AWS::S3::Bucket")


def test_any_locale_is_answered_in_english(validate):
    text = policy({**GOOD, "Action": "s3:Nonsense"})
    assert validate(text, locale="JA") == validate(text, locale="EN") == validate(text)


def test_pages(validate):
    text = policy(*({**GOOD, "Action": f"s3:Nonsense{number}"} for number in range(7)))
    every = validate(text)["findings"]
    assert len(every) >= 7
    found: list[Any] = []
    token: dict[str, str] = {}
    while True:
        page = validate(text, maxResults=3, **token)
        assert len(page["findings"]) <= 3
        found += page["findings"]
        if "nextToken" not in page:
            break
        token = {"nextToken": page["nextToken"]}
    assert found == every


def test_a_token_of_another_document_is_refused(validate):
    text = policy({**GOOD, "Action": ["s3:A", "s3:B"]})
    token = validate(text, maxResults=1)["nextToken"]
    for parameters in ({"nextToken": "x"}, {"nextToken": token, "policy_type": "RESOURCE_POLICY"}):
        with pytest.raises(ValidationError, match="nextToken is invalid"):
            validate(text, **parameters)
    with pytest.raises(ValidationError, match="nextToken is invalid"):
        validate(policy(GOOD), nextToken=token)


@pytest.mark.parametrize("count", [0, -1])
def test_a_page_has_at_least_one_result(validate, count):
    with pytest.raises(ValidationError, match="maxResults must be at least 1"):
        validate(policy(GOOD), maxResults=count)


def test_a_document_that_is_too_long(validate):
    with pytest.raises(ValidationError, match="more than 32768 characters"):
        validate(" " * (MOST_CHARACTERS + 1))


def test_codes_are_for_rules_that_exist():
    assert BY_RULE.keys() <= {rule.id for rule in RULES}
    assert all(code.replace("_", "").isalpha() and code.isupper() for code in BY_RULE.values())
