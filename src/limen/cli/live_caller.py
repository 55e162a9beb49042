"""A question of `limen explain` about a caller in the store; session policies are given as files."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from limen.authz.questions import Question, QuestionError, ask
from limen.cli.audit import parse_moment
from limen.cli.exits import INVALID, CommandError
from limen.cli.options import LiveOptions
from limen.cli.own_services import know_account_services
from limen.engine.decision import Decision
from limen.engine.model.layers import NamedPolicy
from limen.policy.errors import PolicyError
from limen.policy.syntax.parse import parse_policy
from limen.store.interface import Reader, Store


def ask_store(store: Store, options: LiveOptions, *, heeds_token_denies: bool, now: datetime) -> Decision:
    """Decide the question in the options of `limen explain`; raises `CommandError` for an invalid one."""
    moment = parse_moment(options["at"], now)
    given = options["resource_policy"]
    question = Question(
        principal=options["principal"],
        action=options["action"],
        resource=options["resource"],
        resource_account=options["resource_account"],
        context=_parse_context(options["context"]),
        session_policies=tuple(_read_policy(file) for file in options["session_policy"]),
        resource_policy=None if given is None else _read_policy(given),
        heeds_token_denies=heeds_token_denies,
    )
    reader = _open_reader(store, options["revision"], moment, now)
    know_account_services(reader, *question.principal.split(":")[4:5])
    try:
        return ask(reader, question, now=moment or now)
    except QuestionError as error:
        raise CommandError(str(error), exit_code=INVALID, advice=error.advice) from error


def _open_reader(store: Store, revision: int | None, moment: datetime | None, now: datetime) -> Reader:
    if revision is None and moment is None:
        return store.latest()
    try:
        return store.snapshot(revision=revision, at=moment, now=now)
    except LookupError as error:
        raise CommandError(f"the store has no state of that time: {error}", exit_code=INVALID) from error


def _parse_context(pairs: Iterable[str]) -> dict[str, object]:
    """`KEY=VALUE` pairs; a repeated key has several values."""
    context: dict[str, object] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise CommandError(f"--context {pair!r} is not KEY=VALUE", exit_code=INVALID)
        earlier = context.get(key)
        many = earlier if isinstance(earlier, list) else [earlier]
        context[key] = value if earlier is None else [*many, value]
    return context


def _read_policy(file: IO[str]) -> NamedPolicy:
    try:
        return NamedPolicy(file.name, parse_policy(file.read()))
    except (PolicyError, UnicodeDecodeError) as error:
        raise CommandError(f"{file.name}: {error}", exit_code=INVALID) from error
