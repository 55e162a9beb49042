"""The store on SQL: SQLAlchemy Core for SQLite and PostgreSQL, Alembic for the schema's versions."""
