"""The schema's versions, oldest first; Alembic runs those that a database does not have yet."""
