"""What was said before: posts with the same text are found.

Revision 0003. What was taken in earlier gets no likeness, and is not compared.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column, and the index that it is found by."""
    op.add_column("delivery", sa.Column("likeness", sa.String(), nullable=True))
    op.create_index("delivery_by_likeness", "delivery", ["committee", "likeness"])
