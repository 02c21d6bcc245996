"""When the bot does its own work: the `Engine` protocol, and APScheduler behind it."""
