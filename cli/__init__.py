"""The command `communique`."""

from communique.cli.command import main

__all__ = ["main"]
