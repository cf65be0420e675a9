"""Plain words for what can go wrong outside of this program: files, the database, keys, the server."""

from collections.abc import Callable

Words = Callable[[BaseException], str]


def first_line(error: BaseException) -> str:
    """Give the first line of what an error says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def of_file(error: BaseException) -> str:
    """Say which file could not be read or written, and why."""
    name = getattr(error, "filename", None)
    why = getattr(error, "strerror", None) or first_line(error)
    return f"{name}: {why}" if name else str(why)


def of_database(error: BaseException) -> str:
    """Say why the queue's database could not be used."""
    said = first_line(error.__cause__ or error)
    return f"The queue's database can't be used: {said}\nCOMMUNIQUE_DATABASE gives its address. See: communique doctor"


def of_newer_database(error: BaseException) -> str:
    """Say that the queue was made by a newer version."""
    words = f"The queue was made by another, newer version of Communiqué ({first_line(error)}). Nothing was changed."
    return f"{words}\nInstall the newer version again. See: communique doctor"


def of_key(_error: BaseException) -> str:
    """Say that something was encrypted with another key."""
    return "The key does not fit this queue: put the old COMMUNIQUE_KEY, or the old file .communique/key, back."


def of_missing(error: BaseException) -> str:
    """Say which package is missing."""
    return f"Something is not installed: {first_line(error)}\nFor PostgreSQL install communique[postgresql]."


def of_server(error: BaseException) -> str:
    """Say that the Prefect server did not answer."""
    return f"The Prefect server does not answer: {first_line(error)}\nIs it running? See: communique doctor"


WORDS: dict[str, Words] = {
    "communique.committee.mistake.Unreadable": str,
    "communique.policy.rule.BrokenPack": str,
    "communique.flows.server.ServerFailed": str,
    "alembic.util.exc.CommandError": of_newer_database,
    "cryptography.fernet.InvalidToken": of_key,
    "sqlalchemy.exc.SQLAlchemyError": of_database,
    "httpx.TransportError": of_server,
    "prefect.exceptions.PrefectException": of_server,
    "builtins.ModuleNotFoundError": of_missing,
    "builtins.OSError": of_file,
}
"""What is expected to happen, by the full name of the error: nothing needs to be loaded to look here."""


def words_for(error: BaseException) -> str | None:
    """Say in plain words what went wrong; None for what nobody expected, which is a mistake in this program."""
    if type(error) is LookupError:
        return str(error)
    names = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next((WORDS[name](error) for name in names if name in WORDS), None)
