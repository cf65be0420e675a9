"""Many committees and several publishers, each a process with a home of its own, on one PostgreSQL."""
