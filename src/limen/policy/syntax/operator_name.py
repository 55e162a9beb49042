"""Names of condition operators (semantics L6): qualifier, operator and suffix, in any letter case."""

from dataclasses import dataclass

from limen.policy.syntax.document import ConditionOperator, SetOperator


@dataclass(frozen=True, slots=True)
class OperatorName:
    """The three parts of a name such as `ForAnyValue:StringLikeIfExists`."""

    operator: ConditionOperator
    set_operator: SetOperator = SetOperator.NONE
    if_exists: bool = False

    @property
    def text(self) -> str:
        """As policies spell it."""
        qualifier = f"{self.set_operator}:" if self.set_operator else ""
        return f"{qualifier}{self.operator}{'IfExists' if self.if_exists else ''}"


_NAMES = {
    name.text.lower(): name
    for operator in ConditionOperator
    for set_operator in SetOperator
    for name in (OperatorName(operator, set_operator), OperatorName(operator, set_operator, if_exists=True))
    # `Null` tests whether the key exists, so `NullIfExists` has no meaning (semantics L6).
    if operator is not ConditionOperator.NULL or not name.if_exists
}
OPERATORS = tuple(name.text for name in _NAMES.values())
"""All names that conditions can have."""


def find_operator(text: str) -> OperatorName | None:
    """The operator that `text` names, or `None`."""
    return _NAMES.get(text.lower())
