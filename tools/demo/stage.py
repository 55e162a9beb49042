"""The terminal of the story, and the commands that run on it."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

BIN = Path(sys.executable).parent
WIDTH = 110


class UnexpectedError(Exception):
    """A step had another result than expected."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A terminal; `variables` is the environment of the commands, `pauses` waits for the reader between chapters."""

    console: Console
    variables: dict[str, str]
    pauses: bool = False

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        if self.pauses:
            self.console.input("[dim]return for the next chapter[/dim]")
        self.console.print()
        self.console.rule(f"[bold]{title}", align="left")

    def say(self, text: str) -> None:
        """Print what happens next, and why."""
        self.console.print(Text(f"\n# {text}", "cyan"))

    def show(self, text: str, language: str) -> None:
        """Show a document or a line of code."""
        self.console.print(Syntax(text, language, background_color="default", word_wrap=True))

    def run(self, *command: str, stdin: str = "") -> str:
        """Run a command that must succeed; its output."""
        done = self._run(command, stdin)
        if done.returncode != 0:
            raise UnexpectedError(done.stdout + done.stderr)
        self.console.print(Text(done.stdout.strip() or "(no output)"))
        return done.stdout

    def run_refused(self, *command: str, because: str) -> None:
        """Run a command that must be refused with this message."""
        done = self._run(command, "")
        self._describe_refusal(done.stderr if done.returncode else "it was allowed", because)

    def call_refused(self, call: Callable[..., Any], *, because: str) -> None:
        """Call through boto3; it must be refused with this message."""
        try:
            call()
        except ClientError as error:
            self._describe_refusal(str(error), because)
        else:
            self._describe_refusal("it was allowed", because)

    def _run(self, command: tuple[str, ...], stdin: str) -> subprocess.CompletedProcess[str]:
        self.console.print(Text(f"$ {shlex.join(command)}", "bold"))
        program = [str(BIN / command[0]), *command[1:]]
        return subprocess.run(program, input=stdin, capture_output=True, text=True, check=False, env=self.variables)

    def _describe_refusal(self, seen: str, because: str) -> None:
        if because not in seen:
            raise UnexpectedError(f"expected a refusal {because}\nbut: {seen}")
        self.console.print(Text(seen.strip(), "red"))


def clean_variables(home: Path) -> dict[str, str]:
    """The present environment without settings of AWS tools and of Limen, and with another home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LIMEN_"))}
    return kept | {"HOME": str(home), "AWS_PAGER": ""}
