"""The command, for `python -m communique.cli`."""

from communique.cli.app import main

main()
