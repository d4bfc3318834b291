"""Alembic's entry: runs the scripts on the connection that `migration.migrate` hands over."""

from __future__ import annotations

from alembic import context

from agent_tools.store.table import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
# No transaction of its own: the caller holds the write lock and commits.
context.run_migrations()
