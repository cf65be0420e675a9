"""Opening the queue's database and bringing it up to date."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, String, bindparam, create_engine, event, literal, select, text
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, col, func

from communique.queue.ledger import write_log
from communique.queue.registers import ChainHead

if TYPE_CHECKING:
    from alembic.config import Config

PATIENCE_MS = 30_000
SILENCE_S = 30
"""PostgreSQL: seconds after which client and server give up a partner that vanished without a word."""
TURN_S = 60
"""PostgreSQL: seconds that a writer waits for its turn; longer than anybody who vanished can keep it."""
UPGRADE_LOCK = 0x636F6D6D
"""Number of the PostgreSQL lock that lets one process upgrade at a time."""

MY_TURN = select(
    col(ChainHead.id),
    func.set_config("idle_in_transaction_session_timeout", bindparam("silence", type_=String), literal(value=True)),
).with_for_update()


def open_database(url: str) -> Engine:
    """Open the queue's database, SQLite or PostgreSQL, without touching its tables."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
        return create_engine(address, pool_pre_ping=True, connect_args=bounded(address))
    engine = create_engine(address)
    engine.dialect.statement_compiler = Hinting
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def bounded(address: URL) -> dict[str, Any]:
    """Give what keeps anybody from waiting for ever where a cable is cut: nobody says so then (libpq, 34.1.2).

    What the address itself says counts more.
    """
    idle, between = max(1, SILENCE_S // 2), max(1, SILENCE_S // 6)
    ours: dict[str, Any] = {
        "connect_timeout": SILENCE_S // 3, "tcp_user_timeout": SILENCE_S * 1000, "keepalives_idle": idle,
        "keepalives_interval": between, "keepalives_count": 3,
    }  # fmt: skip
    theirs = {
        "tcp_user_timeout": SILENCE_S * 1000, "tcp_keepalives_idle": idle, "tcp_keepalives_interval": between,
        "tcp_keepalives_count": 3, "lock_timeout": TURN_S * 1000,
    }  # fmt: skip
    said = [f"-c {name}={value}" for name, value in theirs.items()]
    known = address.query.get("options", ())
    options = " ".join([*said, *([known] if isinstance(known, str) else known)])
    return {**{name: value for name, value in ours.items() if name not in address.query}, "options": options}


class Hinting(SQLiteCompiler):
    """Writes SQL for SQLite, the name of an index that is to be used along with it; SQLAlchemy leaves it out."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:  # noqa: ANN401, ARG002 -- its shape
        """Give what follows the name of a table."""
        return text


def prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Make SQLite wait for its turn, keep every commit over a power cut, and check foreign keys."""
    raw: Any = connection
    raw.isolation_level = None  # we write BEGIN ourselves: the driver's own one takes no lock
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # An attempt that a power cut takes away could be sent twice, so NORMAL is not enough.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def begin_sqlite(connection: Connection) -> None:
    """Begin; a writer takes the write lock at once, so that what it reads stays true until it commits."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Generator[Session]:
    """Give a session that only reads, and sees the queue as it was at one moment."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Generator[Session]:
    """Give a session that writes, in one transaction, alone.

    One writer at a time on both databases: SQLite's write lock, and on PostgreSQL the lock on the log's last row, which
    every writer needs anyway; taking it first keeps two writers from waiting for each other. A writer that falls silent
    while it has the lock loses it, so that the others go on.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        session.connection(execution_options={"writes": True})  # begins, with the lock
        if engine.dialect.name == "postgresql":
            session.connection().execute(MY_TURN, {"silence": f"{SILENCE_S}s"})
        yield session
        write_log(session)


def migrations() -> "Config":
    """Give Alembic's settings; no file of its own is needed."""
    from alembic.config import Config  # noqa: PLC0415 - slow, and wanted only when a database is opened anew

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


def upgrade(engine: Engine, target: str = "head") -> None:
    """Bring the database up to date; of two that start at once the second finds it done."""
    from alembic import command  # noqa: PLC0415

    config = migrations()
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # the first one may take its time
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, target)


def revision(engine: Engine) -> str | None:
    """Tell which migration the database stands at; None if it is empty."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
