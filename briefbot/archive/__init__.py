"""What briefbot remembers: the `Archive` protocol, and SQLite behind it."""
