import pytest

from limen.policy.syntax.document import ConditionOperator, SetOperator
from limen.policy.syntax.operator_name import OperatorName, find_operator


@pytest.mark.parametrize("operator", list(ConditionOperator))
@pytest.mark.parametrize("set_operator", list(SetOperator))
def test_every_operator_has_its_qualified_forms(operator, set_operator):
    qualifier = f"{set_operator}:" if set_operator else ""

    assert find_operator(f"{qualifier}{operator}") == OperatorName(operator, set_operator)
    assert find_operator(f"{qualifier}{operator}".upper()) == OperatorName(operator, set_operator)


@pytest.mark.parametrize("operator", [each for each in ConditionOperator if each is not ConditionOperator.NULL])
def test_every_operator_but_null_has_if_exists(operator):
    assert find_operator(f"{operator}IfExists") == OperatorName(operator, if_exists=True)


@pytest.mark.parametrize(
    "text",
    ["", "NullIfExists", "IfExists", "ForAnyValue:", "ForAnyValue", "StringEqualsIfExistsIfExists", "NotBool", " Bool"],
)
def test_no_other_names(text):
    assert find_operator(text) is None
