"""The office: who decides, what is parked or stopped, and what became of the slots.

Revision 0002.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


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
    """Make the tables."""
    approvers()
    switches()


def approvers() -> None:
    """Make the tables of who decides."""
    op.create_table(
        "approver",
        key("id"),
        word("committee"),
        word("person"),
        word("name"),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        moment("enrolled"),
        moment("revoked", may_lack=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("approver_by_committee", "approver", ["committee"])
    op.create_table(
        "desklock",
        word("committee"),
        figure("failures"),
        moment("locked_at", may_lack=True),
        sa.PrimaryKeyConstraint("committee"),
    )
    op.create_table(
        "usedcode",
        key("id"),
        key("approver"),
        figure("step"),
        sa.ForeignKeyConstraint(["approver"], ["approver.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("approver", "step", name="code_once"),
    )


def switches() -> None:
    """Make the tables of what is parked, stopped, done."""
    op.create_table(
        "account",
        word("committee"),
        word("network"),
        moment("parked_at"),
        long("why"),
        sa.PrimaryKeyConstraint("committee", "network"),
    )
    op.create_table(
        "slotrecord",
        word("committee"),
        moment("slot"),
        word("state"),
        moment("at"),
        sa.PrimaryKeyConstraint("committee", "slot"),
    )
    op.create_table(
        "switch",
        word("committee"),
        moment("stopped_at"),
        word("who"),
        long("why"),
        sa.PrimaryKeyConstraint("committee"),
    )
