"""Where the bot is installed, and the end of what is kept of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.installation import Installation


class Installations(Protocol):
    """Called by the slack room, `app` and the commands."""

    def install(self, installation: Installation) -> list[str]:
        """Keep an installation, in the place of the one before; the workspaces that it serves, of an organisation too.

        What waited for them to come back stays.
        """

    def installation(self, team: str) -> Installation | None:
        """That of a workspace, or of the organisation that it `belongs` to; None where there is none."""

    def installations(self) -> list[Installation]:
        """All of them, by name."""

    def workspaces_of(self, installation: str) -> list[str]:
        """The workspaces that an installation serves: the one itself, or those known of an organisation."""

    def belongs(self, team: str, enterprise: str) -> None:
        """The workspace is one of an organisation in all of which the bot is installed."""

    def claim_renewal(self, installation: Installation, now: datetime, until: datetime) -> bool:
        """Whether the caller alone is to fetch the token after this one; False while another's claim lasts, or is done.

        A claim ends with `renew`, or by itself at `until`, when its process has died.
        """

    def renew(self, spent: Installation, renewed: Installation | None) -> None:
        """Put the new pair of tokens in the place of the one `spent`, or None: end the claim.

        Nothing happens where the refresh token is not the spent one any more.
        """

    def uninstall(self, workspace: str, now: datetime, token: str | None = None) -> list[str] | None:
        """Erase tokens, jobs, reports, answers and posts' words, cancel what is owed; the workspaces that this was.

        Of an organisation these are all its own. Subscriptions and marks wait, see `erase_departed`. With `token`,
        only where that is the one installed, else None: the app was installed anew since. Again: nothing more happens.
        """

    def stay(self, workspace: str) -> None:
        """The workspace is served after all, or again: nothing of it is erased."""

    def erase_departed(self, now: datetime) -> list[str]:
        """Erase all there is of the workspaces that have been gone for too long; these."""

    def expect_install(self, digest: str, now: datetime, until: datetime) -> None:
        """An installation was begun, to be ended before `until`; `digest` is of the secret that its end must show."""

    def take_install(self, digest: str, now: datetime) -> bool:
        """Whether such an installation was begun and is not too old; True once."""
