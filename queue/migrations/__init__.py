"""The history of the database, one module per change, run by Alembic."""
