"""The guidelines on accounts: what must hold before a committee speaks, and while it does."""
