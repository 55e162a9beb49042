"""Documents for the tests of the policy language, and strategies that draw them."""

import json

from hypothesis import strategies as st

from limen.policy.syntax.document import ConditionOperator

STATEMENT = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b"}
TRUST_STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "sts:AssumeRole",
}


def document(*statements, **members):
    """The text of a 2012 document; `members` replace those of the root, `None` removes one."""
    root = {"Version": "2012-10-17", "Statement": list(statements), **members}
    return json.dumps({name: value for name, value in root.items() if value is not None})


def changed(statement, *without, **members):
    """`statement` without some of its members, and with others set."""
    return {name: value for name, value in statement.items() if name not in without} | members


_texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
_lists = st.one_of(_texts, st.lists(_texts, min_size=1, max_size=3))
_scalars = st.one_of(_texts, st.booleans(), st.integers())
_operators = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "ForAllValues:", "ForAnyValue:"]),
    st.sampled_from([operator.value for operator in ConditionOperator if operator is not ConditionOperator.NULL]),
    st.sampled_from(["", "IfExists"]),
)
_keys = st.from_regex(r"[a-z]{1,4}:[a-z]{1,4}", fullmatch=True)
_conditions = st.dictionaries(
    _operators, st.dictionaries(_keys, st.one_of(_scalars, st.lists(_scalars, max_size=3)), max_size=3), max_size=3
)
_entries = st.one_of(st.just("*"), st.text(alphabet="abc:/0", min_size=1, max_size=6))
_principals = st.one_of(
    st.just("*"),
    st.dictionaries(
        st.sampled_from(["AWS", "Federated", "Service", "CanonicalUser"]),
        st.one_of(_entries, st.lists(_entries, min_size=1, max_size=3)),
        min_size=1,
    ),
)


@st.composite
def statements(draw):
    """A statement of any kind of policy, as a dict."""
    found = {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        draw(st.sampled_from(["Action", "NotAction"])): draw(_lists),
    }
    optional = {
        "Sid": _texts,
        draw(st.sampled_from(["Principal", "NotPrincipal"])): _principals,
        draw(st.sampled_from(["Resource", "NotResource"])): _lists,
        "Condition": _conditions,
    }
    for name, strategy in optional.items():
        if draw(st.booleans()):
            found[name] = draw(strategy)
    return found


@st.composite
def policies(draw):
    """The text of a policy that the parser accepts."""
    found = {"Statement": draw(st.one_of(statements(), st.lists(statements(), max_size=3)))}
    if draw(st.booleans()):
        found["Version"] = draw(st.sampled_from(["2008-10-17", "2012-10-17"]))
    if draw(st.booleans()):
        found["Id"] = draw(_texts)
    return json.dumps(found, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 2])))
