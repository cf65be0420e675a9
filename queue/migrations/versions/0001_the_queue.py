"""The queue as it began: what is said, what became of it, and the log.

Revision 0001.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = """
    'blocked', 'changes', 'in-doubt', 'missed', 'published', 'ready',
    'refused', 'rejected', 'retracted', 'sending', 'superseded', 'waiting'
"""
SEALED = "'in-doubt', 'published', 'ready', 'sending'"
READY = sa.text("state = 'ready'")


def key(name: str) -> sa.Column[int]:
    """Make a column for a row number."""
    return sa.Column(name, KEY, nullable=False)


def word(name: str) -> sa.Column[str]:
    """Make a column for a short text."""
    return sa.Column(name, sa.String(), nullable=False)


def long(name: str) -> sa.Column[str]:
    """Make a column for a long text."""
    return sa.Column(name, sa.Text(), nullable=False)


def figure(name: str) -> sa.Column[int]:
    """Make a column for a count."""
    return sa.Column(name, sa.Integer(), nullable=False)


def moment(name: str, *, may_lack: bool = False) -> sa.Column[dt.datetime]:
    """Make a column for a moment."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=may_lack)


def upgrade() -> None:
    """Make the tables, and the beginning of the log."""
    posts()
    revisions()
    deliveries()
    refusals()
    attempts()
    rounds()
    log()


def posts() -> None:
    """Make the tables of the posts and their pictures."""
    op.create_table(
        "post",
        key("id"),
        word("committee"),
        word("idea"),
        figure("number"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("committee", "idea", name="post_once"),
    )
    op.create_table(
        "blob", word("digest"), sa.Column("body", sa.LargeBinary(), nullable=False), sa.PrimaryKeyConstraint("digest")
    )


def revisions() -> None:
    """Make the table of the revisions."""
    op.create_table(
        "revision",
        key("id"),
        key("post"),
        figure("number"),
        word("digest"),
        word("author"),
        long("file"),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        long("idea"),
        long("places"),
        long("findings"),
        word("rules"),
        moment("after", may_lack=True),
        moment("before", may_lack=True),
        moment("handed_in"),
        figure("turn"),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("back", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["post"], ["post.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("post", "number", name="revision_once"),
    )


def deliveries() -> None:
    """Make the table of the deliveries."""
    op.create_table(
        "delivery",
        key("id"),
        key("revision"),
        word("committee"),
        word("network"),
        word("state"),
        sa.Column("seal", sa.String(), nullable=True),
        long("rendering"),
        figure("parts"),
        figure("done"),
        figure("attempts"),
        figure("rank"),
        moment("after", may_lack=True),
        moment("before", may_lack=True),
        moment("until", may_lack=True),
        moment("ready_at", may_lack=True),
        moment("slot", may_lack=True),
        sa.CheckConstraint("state != 'published' OR done = parts", name="delivery_whole"),
        sa.CheckConstraint(f"state IN ({STATES})", name="delivery_state"),
        sa.CheckConstraint(f"state NOT IN ({SEALED}) OR seal IS NOT NULL", name="delivery_sealed"),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("revision", "network", name="delivery_once"),
    )
    op.create_index("delivery_by_slot", "delivery", ["committee", "network", "slot"])
    op.create_index("delivery_by_state", "delivery", ["state", "committee"])
    op.create_index(
        "delivery_due",
        "delivery",
        ["committee", "network", "rank", "ready_at", "id"],
        sqlite_where=READY,
        postgresql_where=READY,
    )


def refusals() -> None:
    """Make the table of what could not be taken in."""
    op.create_table(
        "refusal",
        key("id"),
        word("committee"),
        long("file"),
        word("digest"),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        long("why"),
        moment("at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("committee", "file", "digest", name="refusal_once"),
    )


def attempts() -> None:
    """Make the tables of the tries and the receipts."""
    op.create_table(
        "attempt",
        key("id"),
        key("delivery"),
        figure("number"),
        figure("part"),
        moment("started"),
        moment("settled", may_lack=True),
        sa.Column("outcome", sa.String(), nullable=True),
        long("detail"),
        moment("told", may_lack=True),
        sa.ForeignKeyConstraint(["delivery"], ["delivery.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("delivery", "number", name="attempt_once"),
    )
    op.create_table(
        "proof",
        key("id"),
        key("delivery"),
        figure("part"),
        long("remote_id"),
        long("url"),
        moment("at"),
        sa.ForeignKeyConstraint(["delivery"], ["delivery.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("delivery", "part", name="proof_once"),
    )


def rounds() -> None:
    """Make the tables of the rounds of the desk and the decisions."""
    op.create_table(
        "deskround",
        key("id"),
        key("revision"),
        word("run_id"),
        figure("number"),
        long("seals"),
        long("findings"),
        moment("shown_at"),
        moment("answered_at", may_lack=True),
        sa.Column("outcome", sa.String(), nullable=True),
        long("note"),
        word("approver"),
        long("states"),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("run_id", "number", name="round_once"),
    )
    op.create_index("round_by_revision", "deskround", ["revision"])
    op.create_table(
        "decision",
        key("id"),
        key("revision"),
        key("desk_round"),
        word("verdict"),
        word("approver"),
        moment("at"),
        long("comment"),
        moment("not_before", may_lack=True),
        long("seals"),
        long("findings"),
        sa.ForeignKeyConstraint(["desk_round"], ["deskround.id"]),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("decision_by_revision", "decision", ["revision"])


def log() -> None:
    """Make the log and its beginning."""
    head = op.create_table(
        "chainhead",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        figure("seq"),
        word("hash"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "event",
        sa.Column("seq", KEY, autoincrement=False, nullable=False),
        moment("at"),
        word("committee"),
        word("who"),
        word("what"),
        word("subject"),
        long("details"),
        word("previous"),
        word("hash"),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("event_by_subject", "event", ["committee", "subject"])
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])
