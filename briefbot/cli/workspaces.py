"""`briefbot workspaces`: where the bot is installed."""

from __future__ import annotations

from briefbot.cli import common
from briefbot.cli.common import tell


def workspaces() -> None:
    """List the workspaces that people installed the bot in.

    Where stdout is no terminal, a line for each: id, name, since, installed by, missing scopes, with tabs between them.
    Tokens are never shown. A bot with BRIEFBOT_SLACK_BOT_TOKEN is in that token's workspace alone: `briefbot check`.
    """
    from briefbot import settings
    from briefbot.slack.oauth import INSTALL, SCOPES

    chosen = settings.load()
    many = chosen.serves_many
    with common.archive(chosen) as kept:
        every = kept.installations()
    rows = [
        (
            each.workspace,
            each.name,
            f"{each.at:%Y-%m-%d}",
            each.by,
            ", ".join(sorted(SCOPES.keys() - set(each.scopes))) or "none",
        )
        for each in every
    ]
    common.table(("id", "name", "since", "installed by", "missing scopes"), rows)
    if many and not rows:
        tell(f"It is in no workspace yet: start `briefbot run`, and open {chosen.public_url}{INSTALL}")
    elif not rows:
        tell("Nobody installs it by themselves: one workspace, by BRIEFBOT_SLACK_BOT_TOKEN, see `briefbot check`.")
