"""AuthZEN requests, read from JSON: one evaluation, or several with a semantic (AuthZEN 1.0, 6 and 7)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Final

from limen.errors import LimenError
from limen.policy.match.context import ContextValue

MAX_EVALUATIONS: Final = 100
MAX_KEYS: Final = 100
MAX_TEXT: Final = 2048

_ACTION: Final = re.compile(r"[A-Za-z0-9-]{1,63}:[A-Za-z0-9-]{1,128}")
_ARN: Final = re.compile(r"\*|arn:[a-z0-9-]+:[A-Za-z0-9-]+:[^:]*:[^:]*:.+", re.DOTALL)
_KEY: Final = re.compile(r"[A-Za-z0-9-]+:.+")
_PARTS: Final = ("subject", "action", "resource", "context")


class AuthZenError(LimenError):
    """A request is malformed; the message says where."""


class Semantic(StrEnum):
    """When several evaluations end (AuthZEN 1.0, 7.1.2.1)."""

    ALL = "execute_all"
    FIRST_DENY = "deny_on_first_deny"
    FIRST_PERMIT = "permit_on_first_permit"


class Lacking(Enum):
    """The part of a question that is searched."""

    NOTHING = auto()
    SUBJECT = auto()
    RESOURCE = auto()
    ACTION = auto()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One question: whether a subject (`subject_type`, `subject_id`) may perform an action on a resource (an ARN)."""

    subject_type: str
    subject_id: str
    action: str
    resource: str
    context: Mapping[str, ContextValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluations:
    """The questions of a request; if `is_single`, it is one evaluation, and its answer is not in a list."""

    items: tuple[Evaluation, ...]
    semantic: Semantic = Semantic.ALL
    is_single: bool = False


def parse_evaluation(body: bytes) -> Evaluations:
    """Read the body of `/access/v1/evaluation`; raises `AuthZenError`."""
    return Evaluations((_read(parse_object(body), "request"),), is_single=True)


def parse_evaluations(body: bytes) -> Evaluations:
    """Read the body of `/access/v1/evaluations`, whose top level has defaults; raises `AuthZenError`."""
    found = parse_object(body)
    items = found.get("evaluations")
    if items is None or items == []:
        return Evaluations((_read(found, "request"),), is_single=True)
    if not isinstance(items, list) or len(items) > MAX_EVALUATIONS:
        raise AuthZenError(f"evaluations must be a list of at most {MAX_EVALUATIONS}")
    defaults: dict[str, object] = {name: found[name] for name in _PARTS if name in found}
    read = []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            raise AuthZenError(f"evaluations[{number}] is not an object")
        read.append(_read({**defaults, **item}, f"evaluations[{number}]"))
    return Evaluations(tuple(read), _read_semantic(found.get("options", {})))


def read_evaluation(found: Mapping[str, object], place: str, lacking: Lacking) -> tuple[Evaluation, str]:
    """A question without the part that is searched, which is empty, and the type of what is searched."""
    subject, resource = _object(found, "subject", place), _object(found, "resource", place)
    subject_type = _text(subject, "type", f"{place}.subject")
    resource_type = _text(resource, "type", f"{place}.resource")
    question = Evaluation(
        subject_type=subject_type,
        subject_id="" if lacking is Lacking.SUBJECT else _text(subject, "id", f"{place}.subject"),
        action="" if lacking is Lacking.ACTION else _read_action(found, place),
        resource="" if lacking is Lacking.RESOURCE else _read_arn(resource, place),
        context=_read_context(found.get("context", {}), f"{place}.context"),
    )
    return question, subject_type if lacking is Lacking.SUBJECT else resource_type


def parse_object(body: bytes) -> dict[str, object]:
    """The JSON object in a body; raises `AuthZenError`."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise AuthZenError("the body is not JSON") from None
    if not isinstance(found, dict):
        raise AuthZenError("the body is not an object")
    return found


def _read_semantic(options: object) -> Semantic:
    if not isinstance(options, dict):
        raise AuthZenError("options is not an object")
    try:
        return Semantic(options.get("evaluations_semantic", Semantic.ALL))
    except ValueError:
        known = ", ".join(Semantic)
        raise AuthZenError(f"options.evaluations_semantic must be one of {known}") from None


def _read(found: Mapping[str, object], place: str) -> Evaluation:
    return read_evaluation(found, place, Lacking.NOTHING)[0]


def _read_action(found: Mapping[str, object], place: str) -> str:
    name = _text(_object(found, "action", place), "name", f"{place}.action")
    if not _ACTION.fullmatch(name):
        raise AuthZenError(f"{place}.action.name must be an action, such as files:Read")
    return name


def _read_arn(resource: Mapping[str, object], place: str) -> str:
    arn = _text(resource, "id", f"{place}.resource")
    if not _ARN.fullmatch(arn):
        raise AuthZenError(f"{place}.resource.id must be an ARN or *")
    return arn


def _read_context(context: object, place: str) -> dict[str, ContextValue]:
    """Condition keys and their values; members that are not condition keys are meant for other decision points."""
    if not isinstance(context, dict):
        raise AuthZenError(f"{place} is not an object")
    keys = {name: value for name, value in context.items() if _KEY.fullmatch(name)}
    if len(keys) > MAX_KEYS:
        raise AuthZenError(f"{place} has more than {MAX_KEYS} condition keys")
    read: dict[str, ContextValue] = {}
    for name, value in keys.items():
        if name.lower() in read:
            raise AuthZenError(f"{place} has {name} twice, in different case")
        read[name.lower()] = _read_value(value, f"{place}.{name}")
    return read


def _read_value(value: object, place: str) -> ContextValue:
    if isinstance(value, list):
        return tuple(_read_scalar(each, place) for each in value)
    return _read_scalar(value, place)


def _read_scalar(value: object, place: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return value
    raise AuthZenError(f"{place} must be a string, a number, true, false, or a list of these")


def _object(found: Mapping[str, object], name: str, place: str) -> Mapping[str, object]:
    value = found.get(name)
    if not isinstance(value, dict):
        raise AuthZenError(f"{place}.{name} is missing or not an object")
    return value


def _text(found: Mapping[str, object], name: str, place: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value or len(value) > MAX_TEXT:
        raise AuthZenError(f"{place}.{name} is missing or not a string")
    return value
