"""The command `communique`."""

from communique.cli.app import main

__all__ = ["main"]
