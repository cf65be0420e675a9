"""The command, for `python -m communique.cli`."""

from communique.cli.command import program

program()
