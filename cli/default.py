"""A group of commands one of which needs no name: `rotative article ID` is `rotative article show ID`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class DefaultGroup(TyperGroup):
    """Takes `show` for meant when the first word is none of the commands, nor a question for help."""

    default = "show"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments with the name of the command in front."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.default, *args]
        return super().parse_args(ctx, args)
