"""What is asked often is found at once, however long the history is.

Revision 0004. A revision says whose it is, a delivery when it went out, lists are read from their newest end, and a
desk whose form was seen is not asked for it again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns, fill them for what is there, and make the indexes that use them."""
    op.add_column("revision", sa.Column("committee", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE revision SET committee = (SELECT post.committee FROM post WHERE post.id = revision.post)")
    op.create_index("revision_by_committee", "revision", ["committee", "id"])
    op.add_column("revision", sa.Column("form_seen", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE delivery SET published_at = (SELECT max(proof.at) FROM proof WHERE proof.delivery = delivery.id) "
        "WHERE state = 'published'"
    )
    op.create_index("delivery_published", "delivery", ["committee", "network", "published_at"])
    op.drop_index("delivery_by_state", "delivery")
    op.create_index("delivery_by_state", "delivery", ["state", "committee", "revision"])
    op.create_index("delivery_newest", "delivery", ["state", "revision"])
