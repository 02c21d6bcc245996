"""A Slack-shaped workspace on loopback: to try the bot without Slack, and the strict double that the tests use."""
