"""What several commands share: the archive, the desk, and stories as JSON Lines."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from briefbot.errors import InputError, StoryError
from briefbot.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefbot.archive.sqlite import SQLiteArchive
    from briefbot.desk.desk import Desk
    from briefbot.settings import Settings


_BLANK = "\ufeff \t\r\n"
"""What may stand around a line of JSON, a byte order mark included."""


_UNDECODED = re.compile(r"[\udc80-\udcff]")


def tell(message: str) -> None:
    """A message to the person, on stderr."""
    print(message, file=sys.stderr, flush=True)


def emit(record: dict[str, Any]) -> None:
    """One line of JSON on stdout."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


@contextlib.contextmanager
def archive(settings: Settings, *, exclusive: bool = False) -> Iterator[SQLiteArchive]:
    """The archive that the settings name, beside a bot that may be running on it, or `exclusive`ly."""
    from briefbot.archive.sqlite import SQLiteArchive

    opened = SQLiteArchive.open(settings.archive, exclusive=exclusive)
    try:
        yield opened
    finally:
        opened.close()


@contextlib.contextmanager
def desk(settings: Settings) -> Iterator[Desk]:
    """The desk over that archive, with the built-in formatter."""
    from briefbot.desk.desk import Desk
    from briefbot.formatter.rules import RulesFormatter

    with archive(settings) as opened:
        yield Desk(opened, RulesFormatter())


def record(story: Story) -> dict[str, Any]:
    """A story as `briefbot fetch` writes it; fields without a value are null, notes not for publication left out."""
    return {
        "id": story.id,
        "agency": story.agency,
        "headline": story.headline,
        "body": story.body,
        "dateline": story.dateline,
        "byline": story.byline,
        "published": story.published.isoformat() if story.published else None,
        "url": story.url,
        "source": story.source,
        "version": story.version,
        "language": story.language,
        "urgency": story.urgency,
        "status": story.status,
        "embargoed": story.embargoed.isoformat() if story.embargoed else None,
        "keywords": list(story.keywords),
        "subjects": list(story.subjects),
        "genre": story.genre,
        "signals": list(story.signals),
        "advisory": story.advisory,
        "evolved_from": story.evolved_from,
        "rights": story.rights,
    }


def story(fields: Any, where: str) -> Story:
    """A story of {"id", "headline", "body"}, its text untouched; `where` names the line in errors.

    What else `record` writes and a brief shows is taken over where it is text.
    """
    if not isinstance(fields, dict):
        raise InputError(f'{where}: expected an object {{"id", "headline", "body"}}')
    missing = [
        name for name in ("id", "body") if not isinstance(fields.get(name), str) or (name == "id" and not fields[name])
    ]
    if missing:
        raise InputError(f"{where}: {' and '.join(missing)} must be given, as text")
    headline, agency = fields.get("headline") or "", fields.get("agency") or ""
    if not isinstance(headline, str) or not isinstance(agency, str):
        raise InputError(f"{where}: headline and agency must be text")
    credit = {name: fields[name] for name in ("dateline", "byline", "url") if isinstance(fields.get(name), str)}
    try:
        return Story(id=fields["id"], agency=agency, headline=headline, body=fields["body"], **credit)
    except StoryError as fault:
        raise InputError(f"{where}: {fault}") from None


def json_lines(lines: Iterable[str], name: str) -> Iterator[tuple[str, Any]]:
    """Each line's value and its place, "stdin, line 3"; `InputError` for a line that is no JSON."""
    for number, line in enumerate(lines, 1):
        if line.strip(_BLANK):
            where = f"{name}, line {number}"
            try:
                yield where, json.loads(decoded(line, where).strip(_BLANK))
            except (ValueError, RecursionError) as fault:
                raise InputError(f"{where}: expected one JSON object on each line ({fault})") from None


def decoded(text: str, where: str) -> str:
    """The text that `opened` gave; `InputError` where its bytes were no UTF-8, which it leaves as surrogates."""
    if _UNDECODED.search(text):
        raise InputError(f"{where}: this is not UTF-8: convert it first, as with `iconv -f windows-1252 -t utf-8`")
    return text


@contextlib.contextmanager
def opened(path: str) -> Iterator[TextIO]:
    """A file to read as UTF-8 with its line ends as they are, "-" being stdin; `InputError` where it cannot be read."""
    if path == "-":
        if sys.stdin.isatty():
            tell("Reading what you type; Ctrl-D ends it.")
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        file = Path(path).open(encoding="utf-8", errors="surrogateescape", newline="")  # noqa: SIM115 - closed below
    except OSError as fault:
        raise InputError(f"cannot read {path}: {fault.strerror}") from None
    with file:
        yield file


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows on stdout: a table on a terminal, else one line a row, tab-separated, without the columns' names."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    shown = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        shown.add_row(*row)
    Console(markup=False).print(shown)
