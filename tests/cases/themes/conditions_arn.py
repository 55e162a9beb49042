"""ARN operators: ArnEquals is ArnLike, and so with their negations (spec policy 3.2, 3.4)."""

from tests.cases.writing import A, Rows, condition_cases

_TOPIC = f"arn:aws:sns:eu-west-1:{A}:topic"

# Pattern, request value, like, why. Each is asked with all four operators.
_LIKE = [
    (_TOPIC, _TOPIC, True, "equal"),
    (f"arn:aws:sns:*:{A}:t*", _TOPIC, True, "wildcards in two components"),
    (f"arn:aws:sns:*:{A}:t*", f"{_TOPIC}:sub:1", True, "the last component may hold colons"),
    ("arn:aws:iam::*:role/dev-*", f"arn:aws:iam::{A}:role/dev-a/b", True, "the last component's star crosses slashes"),
    ("arn:aws:*", _TOPIC, False, "fewer than six components"),
    ("arn:aws:sns:eu-west-1:*", _TOPIC, False, "five components: the star does not cross the colon"),
    ("arn:*:*:*:*:*", _TOPIC, True, "stars everywhere"),
    (f"arn:aws:sns:eu-west-?:{A}:topic", _TOPIC, True, "a question mark"),
    (f"ARN:aws:sns:eu-west-1:{A}:topic", _TOPIC, False, "letter case matters in all components"),
    (f"arn:aws:sns:eu-west-1:{A}:Topic", _TOPIC, False, "letter case matters in the name"),
    (f"arn:aws:sns::{A}:topic", _TOPIC, False, "an empty component is empty"),
    ([f"arn:aws:sqs:*:{A}:*", f"arn:aws:sns:*:{A}:*"], _TOPIC, True, "any of the values"),
    ([f"arn:aws:sqs:*:{A}:*", "arn:aws:sns:*:222222222222:*"], _TOPIC, False, "none of the values"),
    (f"arn:aws:sns:*:{A}:*", "topic", False, "a request value that is not an ARN is like none [R]"),
    ("topic", _TOPIC, False, "a policy value that is not an ARN is ignored [R]"),
    ("*", _TOPIC, True, "a bare star is any ARN [R]"),
]

_FOUR_WAYS: Rows = [
    (operator, wanted, value, like == positive, why)
    for wanted, value, like, why in _LIKE
    for operator, positive in (("ArnLike", True), ("ArnEquals", True), ("ArnNotLike", False), ("ArnNotEquals", False))
]

_MORE: Rows = [
    ("ArnLike", "arn:*:*:*:*:*", None, False, "absent"),
    ("ArnNotLike", "arn:*:*:*:*:*", None, True, "absent and negated"),
    ("ArnLikeIfExists", _TOPIC, None, True, "absent, IfExists"),
    ("ArnEqualsIfExists", _TOPIC, f"{_TOPIC}2", False, "there, so compared"),
    ("ArnNotEqualsIfExists", _TOPIC, _TOPIC, False, "there, so compared"),
    ("StringEquals", f"arn:aws:sns:*:{A}:topic", _TOPIC, False, "StringEquals on an ARN: a star is a star"),
    ("StringLike", "arn:aws:*", _TOPIC, True, "StringLike on an ARN: a star crosses colons"),
]

CASES = condition_cases("arn", "3.4", "aws:SourceArn", _FOUR_WAYS + _MORE)
