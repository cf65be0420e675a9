"""The command `communique`."""

from communique.cli.command import program

__all__ = ["program"]
