"""briefbot's Slack app: commands, threads, Block Kit, and the outbox that neither loses nor repeats a post."""
