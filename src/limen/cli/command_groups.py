"""Groups of commands with `help` as a word, exit codes in every help, and a suggestion for a mistyped command."""

from difflib import get_close_matches

import click

from limen.cli.exit_codes import EXITS

HELP = "help"


class HelpfulGroup(click.Group):
    """A group that accepts `help`, alone or before a command, and suggests the nearest command for an unknown one."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command; its help ends with its exit codes."""
        command = self.find_command(ctx, cmd_name)
        words = f"limen {self.name} {cmd_name}" if ctx.parent else f"limen {cmd_name}"
        if command is not None and words in EXITS:
            command.epilog = f"Exit codes: {EXITS[words]}."
        return command

    def find_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command itself; the outermost group imports it."""
        return super().get_command(ctx, name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word names."""
        word = args[0]
        if word == HELP:
            return self._resolve_help(ctx, [each for each in args if each not in (HELP, *ctx.help_option_names)])
        nearest = get_close_matches(word, self.list_commands(ctx), n=1)
        if nearest and self.get_command(ctx, word) is None:
            ctx.fail(f"No such command '{word}'. Did you mean '{nearest[0]}'?")
        return super().resolve_command(ctx, args)

    def _resolve_help(self, ctx: click.Context, about: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if not about:
            click.echo(ctx.get_help())
            ctx.exit()
        return self.resolve_command(ctx, [*about, "--help"])
