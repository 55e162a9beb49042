import pytest

from limen.domain.principals import Anonymous, IAMUser, ServicePrincipal
from limen.policy.match.conditions import compile_clause
from limen.policy.match.context import AMBIGUOUS
from limen.policy.match.operators import NEGATED, find_plain_values, fold_case
from limen.policy.syntax.document import ConditionClause, ConditionOperator, Version
from limen.policy.syntax.operator_name import find_operator

BOB = IAMUser("111111111111", "bob")


def holds(operator, wanted, value, *, principal=BOB, version=Version.V2012, **context):
    """Whether `operator` holds for key `k`; a value of None leaves the key out."""
    name = find_operator(operator)
    assert name is not None
    values = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    clause = ConditionClause(name.operator, "K", values, name.set_operator, name.if_exists)
    found = context if value is None else context | {"k": value}
    return compile_clause(clause, version)(found, principal)


POSITIVE = [each for each in ConditionOperator if each not in NEGATED and each is not ConditionOperator.NULL]
VALUES = {"Numeric": "1", "Date": "2026-01-01", "Bool": "true", "Binary": "aGk=", "Ip": "10.0.0.1", "NotIp": "10.0.0.1",
          "Arn": "arn:aws:sns:eu:1:t"}  # fmt: skip


def fitting(operator):
    return next((value for start, value in VALUES.items() if operator.startswith(start)), "x")


@pytest.mark.parametrize("operator", POSITIVE)
def test_a_positive_operator_fails_on_an_absent_key(operator):
    wanted = fitting(operator)
    assert holds(operator, wanted, None) is False
    assert holds(f"{operator}IfExists", wanted, None) is True
    assert holds(f"ForAllValues:{operator}", wanted, None) is True
    assert holds(f"ForAnyValue:{operator}", wanted, None) is False
    assert holds(f"ForAllValues:{operator}IfExists", wanted, None) is True
    assert holds(f"ForAnyValue:{operator}IfExists", wanted, None) is True


@pytest.mark.parametrize("operator", sorted(NEGATED))
def test_a_negated_operator_holds_on_an_absent_key(operator):
    wanted = fitting(operator)
    assert holds(operator, wanted, None) is True
    assert holds(f"{operator}IfExists", wanted, None) is True
    assert holds(f"ForAllValues:{operator}", wanted, None) is True
    assert holds(f"ForAnyValue:{operator}", wanted, None) is False
    assert holds(f"ForAnyValue:{operator}IfExists", wanted, None) is True


@pytest.mark.parametrize("operator", [*POSITIVE, *sorted(NEGATED)])
def test_a_multivalued_key_without_set_operator_never_matches(operator):
    wanted = fitting(operator)
    assert holds(operator, wanted, (wanted,)) is False
    assert holds(f"{operator}IfExists", wanted, (wanted,)) is False
    assert holds(operator, wanted, ()) is (operator in NEGATED)
    assert holds(f"{operator}IfExists", wanted, ()) is True


@pytest.mark.parametrize("operator", [*POSITIVE, *sorted(NEGATED)])
def test_an_ambiguous_key_matches_nothing(operator):
    wanted = fitting(operator)
    assert holds(operator, wanted, AMBIGUOUS) is False
    assert holds(f"{operator}IfExists", wanted, AMBIGUOUS) is False
    assert holds(f"ForAnyValue:{operator}", wanted, AMBIGUOUS) is False


@pytest.mark.parametrize("operator", [*POSITIVE, *sorted(NEGATED)])
def test_no_policy_values(operator):
    assert holds(operator, (), "x") is (operator in NEGATED)


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        ("true", None, True),
        ("false", None, False),
        ("true", "x", False),
        ("FALSE", "x", True),
        ("true", (), True),
        ("true", ("",), True),
        ("false", ("", "a"), True),
        ("false", "", True),
        (("true", "false"), None, True),
        (("true", "false"), "x", True),
        ("maybe", None, False),
        ((), None, False),
    ],
)
@pytest.mark.parametrize("qualifier", ["", "ForAllValues:", "ForAnyValue:"])
def test_null(qualifier, wanted, value, expected):
    assert holds(f"{qualifier}Null", wanted, value) is expected


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "expected"),
    [
        ("ForAllValues:StringEquals", ["env", "team"], ("env",), True),
        ("ForAllValues:StringEquals", ["env", "team"], ("env", "team"), True),
        ("ForAllValues:StringEquals", ["env", "team"], ("env", "x"), False),
        ("ForAllValues:StringEquals", ["env"], ("",), True),
        ("ForAnyValue:StringEquals", ["env", "team"], ("env", "x"), True),
        ("ForAnyValue:StringEquals", ["env", "team"], (), False),
        ("ForAnyValue:StringEquals", [""], ("",), False),
        ("ForAllValues:StringNotEquals", ["secret"], ("a", "b"), True),
        ("ForAllValues:StringNotEquals", ["secret"], ("a", "secret"), False),
        ("ForAnyValue:StringNotEquals", ["secret"], ("a", "secret"), True),
        ("ForAnyValue:StringNotEquals", ["secret"], ("secret",), False),
        ("ForAllValues:StringNotLike", ["key1*"], ("key1:hr",), False),
        ("ForAllValues:StringNotLike", ["key1*"], ("key2:x",), True),
        ("ForAnyValue:StringLike", ["a*"], ("b", "ab"), True),
        ("ForAnyValue:StringEquals", ["x"], "x", True),
        ("ForAllValues:NumericLessThan", ["3"], ("1", "2"), True),
        ("ForAllValues:NumericLessThan", ["3"], ("1", "x"), False),
    ],
)
def test_set_operators(operator, wanted, value, expected):
    assert holds(operator, wanted, value) is expected


ARN = "arn:aws:iam::1:role/dev-a/b"
ROWS = [
    ("StringEquals", ["x", "y"], "y", True),
    ("StringNotEquals", ["x", "y"], "y", False),
    ("StringNotEquals", ["x", "y"], "z", True),
    ("StringEquals", "x*", "xyz", False),
    ("StringEquals", "x", "X", False),
    ("StringEqualsIgnoreCase", "ÄX", "äx", True),
    ("StringEqualsIgnoreCase", "ß", "ss", False),
    ("StringEqualsIgnoreCase", "×", "÷", False),
    ("StringNotEqualsIgnoreCase", "A", "a", False),
    ("StringLike", "x?z", "xyz", True),
    ("StringLike", "x", "xy", False),
    ("StringNotLike", ["a*", "b*"], "bc", False),
    ("StringNotLike", ["a*", "b*"], "cb", True),
    ("ArnLike", "arn:aws:iam::*:role/dev-*", ARN, True),
    ("ArnEquals", "arn:aws:iam::*:role/dev-*", ARN, True),
    ("ArnLike", "arn:aws:*", ARN, False),
    ("ArnNotLike", "arn:aws:iam::*:role/dev-*", ARN, False),
    ("ArnNotEquals", "arn:aws:iam::2:role/*", ARN, True),
    ("ArnNotLike", "arn:aws:iam::1:role/*", "no arn", True),
    ("ArnNotLike", "no arn", ARN, True),
    ("IpAddress", "10.0.0.0/8", "10.255.0.1", True),
    ("IpAddress", ["10.0.0.0/8", "2001:db8::/32"], "2001:db8::5", True),
    ("IpAddress", "10.0.0.0/8", "2001:db8::1", False),
    ("NotIpAddress", "10.0.0.0/8", "2001:db8::1", True),
    ("NotIpAddress", ["10.0.0.0/8", "11.0.0.0/8"], "11.0.0.1", False),
    ("IpAddress", ["nonsense", "10.0.0.0/8"], "10.0.0.1", True),
    ("NotIpAddress", ["nonsense", "10.0.0.0/8"], "11.0.0.1", False),
    ("NotIpAddress", "10.0.0.0/8", "nonsense", False),
    ("NumericEquals", "1.0", "1", True),
    ("NumericNotEquals", "1.0", "1", False),
    ("NumericNotEquals", ["1", "2"], "3", True),
    ("NumericLessThan", "10", "9.5", True),
    ("NumericLessThan", "abc", "9", False),
    ("NumericLessThanEquals", "9.50", "9.5", True),
    ("NumericGreaterThan", "-1", "-2", False),
    ("NumericGreaterThanEquals", ["5", "3"], "4", True),
    ("NumericNotEquals", "abc", "9", False),
    ("NumericNotEquals", "9", "abc", False),
    ("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", True),
    ("DateNotEquals", "2026-01-01", "1767225600", False),
    ("DateNotEquals", "2026-01-01", "tomorrow", False),
    ("DateGreaterThan", "2026-01-01T00:00:00Z", "1767225601", True),
    ("DateGreaterThanEquals", "2026-01-01", "1767225600", True),
    ("DateLessThan", "2026-01-01", "2025-12-31", True),
    ("DateLessThanEquals", "2026", "2026", True),
    ("Bool", "true", "TRUE", True),
    ("Bool", "True", "true", True),
    ("Bool", "true", "false", False),
    ("Bool", ["true", "false"], "FALSE", True),
    ("Bool", ["yes", "true"], "yes", False),
    ("BinaryEquals", "aGk=", "aGk=", True),
    ("BinaryEquals", "aGk=", "aGs=", False),
    ("BinaryEquals", "aGk", "aGk", False),
]


@pytest.mark.parametrize(("operator", "wanted", "value", "expected"), ROWS)
def test_comparisons(operator, wanted, value, expected):
    assert holds(operator, wanted, value) is expected
    assert holds(f"ForAnyValue:{operator}", wanted, (value,)) is expected
    assert holds(f"{operator}IfExists", wanted, value) is expected


def test_an_empty_text_is_a_value_of_a_single_valued_key():
    assert holds("StringEquals", "", "")
    assert holds("ForAnyValue:StringEquals", "", "")


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "expected"),
    [
        ("StringEquals", "${t}", "blue", True),
        ("StringEquals", ["x", "${t}-${aws:username}"], "blue-bob", True),
        ("StringEquals", "${absent}", "blue", False),
        ("StringNotEquals", "${absent}", "blue", True),
        ("StringNotEquals", "${t}", "blue", False),
        ("StringEqualsIgnoreCase", "${t}", "BLUE", True),
        ("StringEqualsIgnoreCase", "${absent}", "BLUE", False),
        ("StringNotEqualsIgnoreCase", "${absent}", "BLUE", True),
        ("StringLike", "${t}*", "bluegreen", True),
        ("StringNotLike", "${absent}*", "x", True),
        ("ArnLike", "arn:aws:sns:eu:1:${t}", "arn:aws:sns:eu:1:blue", True),
        ("ArnNotLike", "arn:aws:sns:eu:1:${absent}", "arn:aws:sns:eu:1:blue", True),
        ("Bool", "${yes}", "True", True),
        ("Bool", "${t}", "blue", False),
        ("NumericEquals", "${one}", "1", False),
        ("NumericNotEquals", "${one}", "2", False),
        ("IpAddress", "${ip}", "10.0.0.1", False),
        ("StringEquals", "${$}{t}", "${t}", True),
    ],
)
def test_variables_in_values(operator, wanted, value, expected):
    context = {"t": "blue", "yes": "TRUE", "one": "1", "ip": "10.0.0.1"}
    assert holds(operator, wanted, value, **context) is expected


@pytest.mark.parametrize("qualifier", ["", "ForAnyValue:"])
@pytest.mark.parametrize("operator", ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnLike", "ArnEquals"])
def test_in_2008_no_family_has_variables(qualifier, operator):
    text, meant = "arn:aws:sns:eu:1:${aws:username}", "arn:aws:sns:eu:1:bob"
    for version, expected in ((Version.V2008, text), (Version.V2012, meant)):
        fitting = [value for value in (text, meant) if holds(qualifier + operator, text, value, version=version)]
        assert fitting == [expected]
        negated = operator.replace("String", "StringNot").replace("Arn", "ArnNot")
        unlike = [value for value in (text, meant) if holds(qualifier + negated, text, value, version=version)]
        assert unlike == [value for value in (text, meant) if value != expected]


def test_values_may_come_from_the_caller():
    assert holds("Bool", "${aws:PrincipalIsAWSService}", "false")
    assert not holds("Bool", "${aws:PrincipalIsAWSService}", "true")
    assert holds("ForAllValues:StringEqualsIgnoreCase", "${aws:username}", ("BOB", "Bob"))
    assert holds("ForAllValues:ArnNotLike", "arn:aws:sns:eu:1:${aws:username}", ("arn:aws:sns:eu:1:eve",))
    assert not holds("StringNotLike", "${aws:username}*", "bobby")


def test_a_variable_in_a_boolean_may_be_about_a_service():
    service = ServicePrincipal("sns.amazonaws.com")
    assert holds("Bool", "${aws:PrincipalIsAWSService}", "true", principal=service)
    assert not holds("Bool", "${aws:PrincipalIsAWSService}", "false", principal=service)


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("StringEquals", ("a", "b*"), {"a", "b*"}),
        ("StringNotEquals", ("a",), {"a"}),
        ("StringEquals", ("a", "${aws:username}"), None),
        ("StringEquals", (), set()),
        ("Bool", ("True", "no"), {"true", "True", "tRue"}),
        ("Bool", ("true", "${aws:PrincipalIsAWSService}"), None),
        ("StringLike", ("a",), None),
        ("NumericEquals", ("1",), None),
    ],
)
def test_what_is_but_a_look_up(operator, values, expected):
    found = find_plain_values(ConditionClause(ConditionOperator(operator), "k", values))
    if operator == "Bool" and expected:
        assert found is not None
        assert found > expected
        assert len(found) == 2 ** len("true")
    else:
        assert found == expected


def test_one_boolean_is_the_same_look_up_for_all():
    one, other = (ConditionClause(ConditionOperator.BOOL, key, (text,)) for key, text in (("a", "true"), ("b", "TRUE")))
    assert find_plain_values(one) is find_plain_values(other)
    both, false = (
        ConditionClause(ConditionOperator.BOOL, "k", values) for values in (("TRUE", "no", "false"), ("false",))
    )
    found, *parts = (find_plain_values(clause) for clause in (both, one, false))
    assert found == frozenset().union(*(part or () for part in parts))


def test_in_2008_values_are_text():
    assert holds("StringEquals", "${t}", "${t}", version=Version.V2008, t="blue")
    assert not holds("Bool", "${yes}", "true", version=Version.V2008, yes="true")


def test_keys_that_the_caller_determines_need_not_be_given():
    clause = ConditionClause(ConditionOperator.STRING_EQUALS, "aws:UserName", ("bob",))
    test = compile_clause(clause, Version.V2012)
    assert test({}, BOB)
    assert not test({}, Anonymous())
    assert not test({"aws:username": "eve"}, BOB)


def test_folding_ends_with_latin_1():
    assert fold_case("ÀÞß÷×ĀΩA") == "àþß÷×ĀΩa"
