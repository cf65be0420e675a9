"""Plain words for what goes wrong outside of this program."""

import importlib

import pytest
import requests
from alembic.util.exc import CommandError
from cryptography.fernet import InvalidToken
from sqlalchemy.exc import OperationalError

from communique.cli.trouble import WORDS, words_for
from communique.committee.mistake import Mistake, Place, Unreadable


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unreadable([Mistake("cakes.yaml", Place(2, 3), "text", "is missing")]), "cakes.yaml:2:3: text: is missing"),
        (LookupError("ISO/TC 400 has no account on x"), "ISO/TC 400 has no account on x"),
        (PermissionError(13, "Permission denied", "queue.db"), "queue.db: Permission denied"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (OperationalError("SELECT 1", {}, Exception("disk I/O error")), "disk I/O error"),
        (CommandError("Can't locate revision identified by '9999'"), "Install the newer version again"),
        (InvalidToken(), "COMMUNIQUE_KEY"),
        (ModuleNotFoundError("No module named 'psycopg'"), "communique[postgresql]"),
        (requests.ConnectionError("connection refused"), "connection refused"),
    ],
)
def test_expected_errors(error: Exception, words: str) -> None:
    """Each expected error becomes a sentence that says what is wrong."""
    assert words in (words_for(error) or "")


@pytest.mark.parametrize("error", [KeyError("x"), IndexError("x"), ValueError("x"), AssertionError("x")])
def test_mistakes_of_ours(error: Exception) -> None:
    """What no circumstance explains is not explained away."""
    assert words_for(error) is None


@pytest.mark.parametrize("name", WORDS)
def test_every_error_exists(name: str) -> None:
    """Each name in the table is that of an error, wherever its library puts it."""
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(importlib.import_module(module), kind), Exception)
