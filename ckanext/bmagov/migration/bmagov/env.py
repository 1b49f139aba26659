"""Alembic environment: our tables only, under a version table of our own.

After the last migration, in the same transaction, the log takes in what became covered by it.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import engine_from_config, pool

from ckan.model.meta import metadata

from ckanext.bmagov.base.services.row_log import take_in

PLUGIN = "bmagov"

config = context.config


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leave core's and other plugins' tables alone when comparing models with the database."""
    return kind != "table" or (name or "").startswith(f"{PLUGIN}_")


def run() -> None:
    """Migrate in one transaction: a migration that fails half way leaves nothing behind."""
    options: dict[str, Any] = {
        "target_metadata": metadata,
        "version_table": f"{PLUGIN}_alembic_version",
        "include_object": include_object,
    }
    if context.is_offline_mode():
        context.configure(url=config.get_main_option("sqlalchemy.url"), literal_binds=True, **options)
        with context.begin_transaction():
            context.run_migrations()
        return

    engine = engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    steps: list[str] = []

    def applied(*, step: Any, **_: Any) -> None:
        steps.append(step.up_revision_id if step.is_upgrade else "")

    with engine.connect() as connection:
        context.configure(connection=connection, on_version_apply=applied, **options)
        with context.begin_transaction():
            context.run_migrations()
            if steps and steps[-1] == context.get_head_revision():
                take_in(connection)


run()
