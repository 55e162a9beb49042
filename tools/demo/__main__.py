"""`python -m tools.demo [--pause]`: start a server, run the story, stop the server; exit code 0 on success."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tools.demo.stage import BIN, WIDTH, Stage, UnexpectedError, clean_variables
from tools.demo.story import Story


def main(arguments: Sequence[str]) -> int:
    """Run the demo."""
    with tempfile.TemporaryDirectory(prefix="limen-demo-") as folder:
        home = Path(folder)
        stage = Stage(Console(width=WIDTH, highlight=False), clean_variables(home), "--pause" in arguments)
        try:
            with running_server(stage) as server:
                play(stage, home, server)
        except UnexpectedError as error:
            stage.console.print(Text(f"\nThe story failed: {error}", "bold red"))
            return 1
    stage.console.print("\n[bold green]The end.[/bold green] Start your own with: limen serve")
    return 0


def play(stage: Stage, home: Path, server: Mapping[str, str]) -> None:
    """Prepare the owner's environment and run the story."""
    printed = subprocess.run(
        [BIN / "limen", "env", "--json", "--data-dir", server["data_dir"]],
        capture_output=True,
        text=True,
        check=True,
        env=stage.variables,
    )
    exports = json.loads(printed.stdout)
    stage.variables.update(exports)
    Story(stage, home, server["account_id"], server["data_dir"], exports).tell()


@contextmanager
def running_server(stage: Stage) -> Iterator[Mapping[str, str]]:
    """A server on a free port, and its announcement."""
    stage.chapter("1. The owner starts Limen")
    stage.console.print("[bold]$ limen serve --ephemeral --port 0 --json[/bold]")
    command: list[str | Path] = [BIN / "limen", "serve", "--ephemeral", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=stage.variables) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise UnexpectedError("the server did not start")
            stage.console.print(Text(line.strip()))
            yield json.loads(line)
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
