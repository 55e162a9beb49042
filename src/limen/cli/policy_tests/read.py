"""A suite file to a `Suite`: principals, resources, and tests whose lists are combined (docs/policy-tests.md)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Final

from limen.cli.exits import CommandError
from limen.cli.own_services import read_services
from limen.cli.policy_tests.policies import read_level, read_levels, read_policies
from limen.cli.policy_tests.suite import Because, Check, Suite, SuitePolicy
from limen.config.yaml_elements import Element, load_element, suggest
from limen.engine.model.layers import Layer
from limen.engine.model.policy_set import PolicySet
from limen.policy.catalog import Service
from limen.policy.catalog.lookup import knowing
from limen.policy.lint.catalog_facts import describe_unknown_action
from limen.policy.lint.entries import action_covers
from limen.scenario.decide import ScenarioError
from limen.scenario.request import parse_request

DEFAULT_ACCOUNT: Final = "111122223333"
KINDS: Final = ("explicit", "implicit")

_ACTION: Final = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
_REQUEST_TEXTS: Final = ("principal_id", "issuing_user")
_REQUEST_FLAGS: Final = ("service_linked_role", "management_account")
_PRINCIPAL_LAYERS: Final = ("identity", "permissions_boundary", "session")
_RESOURCE_FLAGS: Final = ("strict", "management_account")
_SUITE_MEMBERS: Final = (
    "account",
    "services",
    "policies",
    "principals",
    "resources",
    "context",
    "own_actions",
    "tests",
)
_SHARED_LAYERS: Final = ("service_control", "resource_control", "endpoint")
_UNKNOWN: Final = "is neither an ARN nor one of the suite's"

_NO_POLICIES: Final = PolicySet()

Context = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Principal:
    """`request` has the members of a scenario's request that describe the principal."""

    request: Mapping[str, object]
    policies: PolicySet = _NO_POLICIES
    context: Context = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Resource:
    """`resource` is the scenario's resource; `policies` has its own policy."""

    resource: Mapping[str, object]
    policies: PolicySet = _NO_POLICIES


@dataclass(frozen=True, slots=True)
class _Setting:
    """The parts that all tests of a suite share."""

    policies: Mapping[str, SuitePolicy]
    principals: Mapping[str, _Principal]
    resources: Mapping[str, _Resource]
    shared: PolicySet
    context: Context
    own_actions: tuple[str, ...] = ()
    merged: dict[tuple[int, int], PolicySet] = field(default_factory=dict)


def read_suite(path: Path) -> Suite:
    """Read a suite; raises `FileError`."""
    root = load_element(path)
    found = root.members(*_SUITE_MEMBERS, *_SHARED_LAYERS)
    services = _read_own_services(found.get("services"))
    with knowing(services):
        return replace(_read_members(path, root, found), services=services)


def _read_own_services(element: Element | None) -> Mapping[str, Service]:
    """The services that the suite names: files beside it, or `files` and `web`."""
    read: dict[str, Service] = {}
    for each in element.items() if element is not None else ():
        try:
            read |= read_services([each.text()], Path(each.file).parent)
        except CommandError as error:
            each.refuse(str(error))
    return read


def _read_members(path: Path, root: Element, found: Mapping[str, Element]) -> Suite:
    if "tests" not in found:
        root.refuse("a suite needs tests")
    policies = read_policies(found["policies"]) if "policies" in found else {}
    account = found["account"].text() if "account" in found else DEFAULT_ACCOUNT
    principals = found["principals"].entries() if "principals" in found else {}
    resources = found["resources"].entries() if "resources" in found else {}
    setting = _Setting(
        policies,
        {name: _read_principal(name, each, account, policies) for name, each in principals.items()},
        {name: _read_resource(each, policies) for name, each in resources.items()},
        _read_layers(found, policies),
        _read_context(found.get("context")),
        tuple(each.text() for each in found["own_actions"].items()) if "own_actions" in found else (),
    )
    checks = tuple(check for each in found["tests"].items() for check in _read_test(each, setting))
    if not checks:
        found["tests"].refuse("a suite needs tests")
    return Suite(str(path), tuple(policies.values()), checks)


def _read_principal(name: str, element: Element, account: str, policies: Mapping[str, SuitePolicy]) -> _Principal:
    found = element.members("arn", "context", "service_control", *_REQUEST_TEXTS, *_REQUEST_FLAGS, *_PRINCIPAL_LAYERS)
    arn = found["arn"].text() if "arn" in found else f"arn:aws:iam::{account}:user/{name}"
    request: dict[str, object] = {"principal": arn}
    request |= {each: found[each].text() for each in _REQUEST_TEXTS if each in found}
    request |= {each: found[each].flag() for each in _REQUEST_FLAGS if each in found}
    return _Principal(request, _read_layers(found, policies), _read_context(found.get("context")))


def _read_resource(element: Element, policies: Mapping[str, SuitePolicy]) -> _Resource:
    found = element.members("arn", "account", "policy", "resource_control", *_RESOURCE_FLAGS)
    if "arn" not in found:
        element.refuse("a resource needs an arn")
    resource: dict[str, object] = {each: found[each].text() for each in ("arn", "account") if each in found}
    resource |= {each: found[each].flag() for each in _RESOURCE_FLAGS if each in found}
    layers = _read_layers(found, policies)
    return _Resource(
        resource, replace(layers, resource=read_level(found["policy"], policies) if "policy" in found else None)
    )


def _read_layers(found: Mapping[str, Element], policies: Mapping[str, SuitePolicy]) -> PolicySet:
    single = {name: read_level(found[name], policies) for name in (*_PRINCIPAL_LAYERS, "endpoint") if name in found}
    levels = {n: read_levels(found[n], policies) for n in ("service_control", "resource_control") if n in found}
    return PolicySet(
        identity=single.get("identity", ()),
        permissions_boundary=single.get("permissions_boundary"),
        session=single.get("session"),
        endpoint=single.get("endpoint"),
        service_control=levels.get("service_control"),
        resource_control=levels.get("resource_control"),
    )


def _read_context(element: Element | None) -> Context:
    return {} if element is None else {name: each.plain() for name, each in element.entries().items()}


def _read_test(element: Element, setting: _Setting) -> Iterator[Check]:
    found = element.members("name", "principal", "can", "cannot", "on", "context", "because")
    if "principal" not in found or "on" not in found or not {"can", "cannot"} & set(found):
        element.refuse("a test needs the members principal, on, and can or cannot")
    because = _read_because(found["because"], setting) if "because" in found else None
    if because is not None and {"can", "cannot"} <= set(found):
        found["because"].refuse("because cannot explain both can and cannot; write two tests")
    if because is not None and because.kind and "can" in found:
        found["because"].refuse("explicit and implicit describe denials; can needs neither")
    name = found["name"].text() if "name" in found else ""
    context = _read_context(found.get("context"))
    for verb in ("can", "cannot"):
        actions = found[verb].items() if verb in found else []
        for who, action, what in product(found["principal"].items(), actions, found["on"].items()):
            check = _make_check(who, action, what, context, setting)
            yield replace(check, name=name, line=element.line, is_allowed=verb == "can", because=because)


def _make_check(who: Element, action: Element, what: Element, context: Context, setting: _Setting) -> Check:
    if not _ACTION.fullmatch(action.text()):
        action.refuse(f"{action.text()} is not one action; a request has no wildcards: list the actions")
    _check_known(action, setting)
    principal = _find_principal(who, setting)
    resource = _find_resource(what, setting)
    asked = {
        **principal.request,
        "action": action.text(),
        "resource": resource.resource,
        "context": _merge_contexts(setting.context, principal.context, context),
    }
    try:
        request = parse_request(asked)
    except ScenarioError as error:
        who.refuse(str(error))
    policies = _merge_policies(setting, principal.policies, resource.policies)
    return Check("", 0, who.text(), what.text(), request, policies, is_allowed=True)


def _check_known(action: Element, setting: _Setting) -> None:
    """Refuse an action that does not exist: nobody can do it, so a test that somebody cannot would always pass."""
    fault = describe_unknown_action(action.text())
    if fault and not any(action_covers(own, action.text()) for own in setting.own_actions):
        action.refuse(f"{fault}; if it exists, name its service in services, or list it in own_actions")


def _find_principal(element: Element, setting: _Setting) -> _Principal:
    name = element.text()
    if name in setting.principals:
        return setting.principals[name]
    if ":" not in name and "." not in name and name != "anonymous":
        element.refuse(f"principal {name} {_UNKNOWN}{suggest(name, list(setting.principals))}")
    return _Principal({"principal": name})


def _find_resource(element: Element, setting: _Setting) -> _Resource:
    """An entry by its name; a path in it, by name or ARN and `/`; or any other ARN, which then has no policy."""
    text = element.text()
    if text == "*":
        return _Resource({"arn": text})
    if "*" in text or "?" in text:
        element.refuse(f"{text} is not one resource; a request has no wildcards: list the resources")
    name, slash, rest = text.partition("/")
    if name in setting.resources and ":" not in name:
        found = setting.resources[name]
        return _Resource({**found.resource, "arn": f"{found.resource['arn']}{slash}{rest}"}, found.policies)
    if not text.startswith("arn:"):
        element.refuse(f"resource {text} {_UNKNOWN}{suggest(name, list(setting.resources))}")
    around = [each for each in setting.resources.values() if f"{text}/".startswith(f"{each.resource['arn']}/")]
    if not around:
        return _Resource({"arn": text})
    found = max(around, key=lambda each: len(str(each.resource["arn"])))
    return _Resource({**found.resource, "arn": text}, found.policies)


def _merge_contexts(*contexts: Context) -> Context:
    """Later contexts override earlier ones, whatever the letter case of the keys; `null` removes a key."""
    merged: dict[str, tuple[str, object]] = {}
    for context in contexts:
        merged |= {name.lower(): (name, value) for name, value in context.items()}
    return {name: value for name, value in merged.values() if value is not None}


def _merge_policies(setting: _Setting, caller: PolicySet, target: PolicySet) -> PolicySet:
    """All layers; created once per pair, so that they are compiled once."""
    key = (id(caller), id(target))
    if key not in setting.merged:
        shared = setting.shared
        setting.merged[key] = PolicySet(
            identity=caller.identity,
            permissions_boundary=caller.permissions_boundary,
            session=caller.session,
            resource=target.resource,
            service_control=shared.service_control if caller.service_control is None else caller.service_control,
            resource_control=shared.resource_control if target.resource_control is None else target.resource_control,
            endpoint=shared.endpoint,
        )
    return setting.merged[key]


def _read_because(element: Element, setting: _Setting) -> Because:
    if not element.is_mapping:
        return Because(kind=_choice(element, KINDS))
    found = element.members("kind", "layer", "policy", "statement")
    because = Because(
        kind=_choice(found["kind"], KINDS) if "kind" in found else "",
        layer=Layer(_choice(found["layer"], tuple(map(str, Layer)))) if "layer" in found else None,
        policy=found["policy"].text() if "policy" in found else "",
        statement=found["statement"].text() if "statement" in found else "",
    )
    if because.kind == "implicit" and (because.policy or because.statement):
        element.refuse("no statement decides an implicit denial")
    _check_statement(element, because, setting)
    return because


def _check_statement(element: Element, because: Because, setting: _Setting) -> None:
    """Refuse names that do not exist: such a test could never pass, and would not say why."""
    if because.policy and because.policy not in setting.policies and not because.policy.startswith("arn:"):
        element.refuse(f"there is no policy {because.policy}{suggest(because.policy, list(setting.policies))}")
    named = [each for name, each in setting.policies.items() if because.policy in {"", name}]
    statements = [statement for each in named for statement in each.policy.document.statements]
    known = {statement.sid for statement in statements} | {str(statement.index + 1) for statement in statements}
    if because.statement and named and because.statement not in known:
        element.refuse(f"there is no statement {because.statement} in {because.policy or 'any policy'}")


def _choice(element: Element, allowed: tuple[str, ...]) -> str:
    text = element.text()
    if text not in allowed:
        element.refuse(f"{text} is not one of {', '.join(allowed)}")
    return text
