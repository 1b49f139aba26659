"""Give each entry of the log of decisions a salt, so that the tree over them can be published.

The default is made anew for each row, also for those that are there: nothing is updated, which the table refuses.

Revision ID: 029
Revises: 028
"""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"
branch_labels = None
depends_on = None

DESTROY = "BMAGOV_DESTROY_LOGS"
LOG = "bmagov_audit_log"
SALT = "substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16)"


def upgrade() -> None:
    """Add the salts."""
    op.add_column(LOG, sa.Column("salt", sa.LargeBinary, nullable=False, server_default=sa.text(SALT)))


def downgrade() -> None:
    """Take them away, unless somebody may hold a checkpoint of them."""
    if os.environ.get(DESTROY) != "yes" and not op.get_context().as_sql:
        count = op.get_bind().execute(sa.text(f"SELECT count(*) FROM {LOG}")).scalar()
        if count:
            raise RuntimeError(
                f"This would destroy the salts by which checkpoints of the log are proved ({LOG}: {count} entries)."
                f" Nothing was changed. To destroy them, set {DESTROY}=yes in the environment."
            )
    op.drop_column(LOG, "salt")
