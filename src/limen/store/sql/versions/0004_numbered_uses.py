"""Last uses in the order in which they were written, so that a process reads only those that are new to it.

`meta.uses` counts the writes, and each use has the number of its write. Frozen: later versions of the schema are files
of their own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; the existing rows count as written before the first numbered write."""
    op.add_column("meta", sa.Column("uses", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("last_used", sa.Column("number", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("last_used_by_number", "last_used", ["number"])
