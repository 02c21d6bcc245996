"""What the person who runs the bot sees of it: its logs, its metrics, and whether it is ready."""
