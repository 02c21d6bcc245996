"""Messages as HTML: mrkdwn and Block Kit, with everything foreign escaped first."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from briefbot.playground import inputs

if TYPE_CHECKING:
    from briefbot.playground.views import View
    from briefbot.playground.workspace import Message, User, Workspace

_PRIVATE = re.compile("[\x02-\x05]")  # marks of our own, while mrkdwn is made HTML
_STAMP = re.compile("[0-9]{1,15}")
_ANGLE = re.compile(r"&lt;(.+?)&gt;")
_STYLES = (
    (re.compile(r"(?<![\w`])`([^`\n]+)`(?!\w)"), "code"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), "s"),
)
_SAFE = ("http://", "https://", "mailto:")


class Renderer:
    """Renders for one reader, whose zone times are shown in."""

    def __init__(self, workspace: Workspace, reader: User) -> None:
        self._workspace = workspace
        self._reader = reader
        self._zone = ZoneInfo(reader.tz)

    def message(self, message: Message) -> Markup:
        """The blocks of a message, or its text where it has none."""
        if not message.blocks:
            return Markup('<div class="section">{}</div>').format(self.mrkdwn(message.text))
        return self.blocks(message.blocks, Markup('data-ts="{}"').format(message.ts))

    def view(self, view: View) -> Markup:
        """The blocks of a modal or a Home tab, its inputs as they are filled in."""
        owner = Markup('data-view="{}"').format(view.id)
        return Markup("").join(
            self._input(block, view) if block["type"] == "input" else self._block(block, owner)
            for block in view.content["blocks"]
        )

    def blocks(self, blocks: list[dict[str, Any]], owner: Markup) -> Markup:
        """Blocks; `owner` is the attribute that tells where their buttons stand."""
        return Markup("").join(self._block(block, owner) for block in blocks)

    def _input(self, block: dict[str, Any], view: View) -> Markup:
        element = block["element"]
        return inputs.field(
            block,
            view.values[block["block_id"]][element["action_id"]],
            view.errors.get(block["block_id"], ""),
            [channel for channel in self._workspace.channels if self._reader.id in channel.members],
        )

    def time(self, ts: str, form: str = "%H:%M") -> str:
        """When a message came, for its reader."""
        return datetime.fromtimestamp(float(ts), UTC).astimezone(self._zone).strftime(form)

    def mrkdwn(self, text: str) -> Markup:
        """Slack's markup. The text comes with &, < and > escaped by its sender, as Slack asks."""
        plain = _PRIVATE.sub("", text).replace("&lt;", "\x02").replace("&gt;", "\x03").replace("&amp;", "&")
        kept: list[Markup] = []

        def keep(html: Markup) -> str:
            kept.append(html)
            return f"\x04{len(kept) - 1}\x05"

        held = _ANGLE.sub(lambda m: keep(self._angle(m[1])), str(escape(plain)))
        for pattern, tag in _STYLES:
            held = pattern.sub(rf"<{tag}>\1</{tag}>", held)
        lines = []
        for line in held.split("\n"):
            quote = re.match(r"(?:&gt;|\x03)\s?(.*)", line)
            lines.append(f"<blockquote>{quote[1]}</blockquote>" if quote else line + "\n")
        html = "".join(lines).rstrip("\n").replace("\n", "<br>")
        html = re.sub("\x04(\\d+)\x05", lambda m: str(kept[int(m[1])]), html)
        return Markup(html.replace("\x02", "&lt;").replace("\x03", "&gt;"))  # noqa: S704 - escaped above

    def _angle(self, inner: str) -> Markup:
        """What stands between angle brackets; `inner` is HTML-escaped already."""
        target, _, label = inner.partition("|")
        if target.startswith("!date^"):
            _, stamp, form, *_ = [*target.split("^"), ""]
            date = self._date(int(stamp), form) if _STAMP.fullmatch(stamp) else None
            return Markup("<time>{}</time>").format(Markup(date or label))  # noqa: S704 - escaped by the caller
        if target.startswith("@"):
            return Markup('<span class="mention">@{}</span>').format(self._name(target[1:]))
        if target.startswith("#"):
            return Markup('<span class="mention">#{}</span>').format(self._channel(target[1:], label))
        if target.startswith("!"):
            return Markup('<span class="mention loud">@{}</span>').format(target[1:].split("^")[0])
        if target.startswith(_SAFE):
            return self._link(Markup(target), Markup(label or target))  # noqa: S704 - escaped by the caller
        return Markup("&lt;{}&gt;").format(Markup(inner))  # noqa: S704 - escaped by the caller

    def _link(self, url: str, label: str) -> Markup:
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)

    def _date(self, stamp: int, form: str) -> str | None:
        """A date in Slack's form, in the reader's zone; none where there is no such date."""
        try:
            local = datetime.fromtimestamp(stamp, UTC).astimezone(self._zone)
        except (OverflowError, ValueError, OSError):
            return None
        today = datetime.now(UTC).astimezone(self._zone).date()
        days = {0: "today", -1: "yesterday", 1: "tomorrow"}
        near = days.get((local.date() - today).days)
        short = local.strftime("%b %-d, %Y")
        values = {
            "date_num": local.strftime("%Y-%m-%d"),
            "date": local.strftime("%B %-d, %Y"),
            "date_short": short,
            "date_long": local.strftime("%A, %B %-d, %Y"),
            "date_pretty": near or local.strftime("%B %-d, %Y"),
            "date_short_pretty": near or short,
            "date_long_pretty": near or local.strftime("%A, %B %-d, %Y"),
            "time": local.strftime("%H:%M"),
            "time_secs": local.strftime("%H:%M:%S"),
        }
        shown = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), form)
        return shown[:1].upper() + shown[1:]

    def _name(self, user: str) -> str:
        try:
            return self._workspace.user(user).name
        except KeyError:
            return user

    def _channel(self, channel: str, label: str) -> str:
        try:
            return self._workspace.channel(channel).name
        except KeyError:
            return label or channel

    def _block(self, block: dict[str, Any], owner: Markup) -> Markup:
        match block["type"]:
            case "header":
                html = Markup('<h3 class="header">{}</h3>').format(block["text"]["text"])
            case "divider":
                html = Markup("<hr>")
            case "section":
                html = self._section(block, owner)
            case "context":
                inner = Markup(" ").join(self._text(e) for e in block["elements"] if e["type"] != "image")
                html = Markup('<div class="context">{}</div>').format(inner)
            case "actions" | "context_actions":
                inner = Markup("").join(self._element(e, owner) for e in block["elements"])
                html = Markup('<div class="actions">{}</div>').format(inner)
            case "rich_text":
                inner = Markup("").join(self._rich(e) for e in block["elements"])
                html = Markup('<div class="rich">{}</div>').format(inner)
            case "markdown":
                html = Markup('<div class="section pre">{}</div>').format(block["text"])
            case other:
                html = Markup('<p class="context">[{}]</p>').format(block.get("alt_text", other))
        return html

    def _section(self, block: dict[str, Any], owner: Markup) -> Markup:
        parts = [self._text(block["text"])] if "text" in block else []
        fields = Markup("").join(Markup("<div>{}</div>").format(self._text(f)) for f in block.get("fields", []))
        if fields:
            parts.append(Markup('<div class="fields">{}</div>').format(fields))
        if "accessory" in block:
            parts.append(self._element(block["accessory"], owner))
        return Markup('<div class="section">{}</div>').format(Markup("").join(parts))

    def _text(self, text: dict[str, Any]) -> Markup:
        return self.mrkdwn(text["text"]) if text["type"] == "mrkdwn" else escape(text["text"])

    def _element(self, element: dict[str, Any], owner: Markup) -> Markup:
        if element["type"] == "overflow":
            return self._menu(element, owner)
        if element["type"] == "feedback_buttons":
            return Markup("").join(self._thumb(element, which, owner) for which in ("positive", "negative"))
        if element["type"] != "button":
            return Markup('<span class="context">[{}]</span>').format(element["type"])
        label, style = element["text"]["text"], element.get("style", "")
        if "url" in element:
            return Markup('<a class="button {}" href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
                style, element["url"] if element["url"].startswith(_SAFE) else "#", label
            )
        asked = Markup(' data-confirm="{}"').format(_asked(element["confirm"])) if "confirm" in element else ""
        return Markup(
            '<button class="button {}" type="button" data-action="{}" {}{} aria-label="{}">{}</button>'
        ).format(style, element.get("action_id", ""), owner, asked, element.get("accessibility_label", label), label)

    def _thumb(self, element: dict[str, Any], which: str, owner: Markup) -> Markup:
        pressed, name = element[f"{which}_button"], f"{element.get('action_id', '')}/{which}"
        shown = Markup('<button class="button thumb {}" type="button" data-action="{}" {} aria-label="{}">{}</button>')
        return shown.format(which, name, owner, _spoken(pressed), pressed["text"]["text"])

    def _menu(self, element: dict[str, Any], owner: Markup) -> Markup:
        choices = Markup("").join(
            Markup('<button type="button" data-action="{}" data-option="{}" {}>{}</button>').format(
                element["action_id"], option["value"], owner, option["text"]["text"]
            )
            for option in element["options"]
        )
        return Markup(
            '<details class="overflow"><summary class="button" aria-label="More actions">'
            '<span aria-hidden="true">⋯</span></summary><div class="choices">{}</div></details>'
        ).format(choices)

    def _rich(self, element: dict[str, Any]) -> Markup:
        match element["type"]:
            case "rich_text_list":
                tag = "ol" if element["style"] == "ordered" else "ul"
                items = Markup("").join(Markup("<li>{}</li>").format(self._run(item)) for item in element["elements"])
                return Markup("<{0}>{1}</{0}>").format(tag, items)
            case "rich_text_quote":
                return Markup("<blockquote>{}</blockquote>").format(self._run(element))
            case "rich_text_preformatted":
                return Markup("<pre>{}</pre>").format(self._run(element))
        return Markup("<p>{}</p>").format(self._run(element))

    def _run(self, element: dict[str, Any]) -> Markup:
        return Markup("").join(self._inline(part) for part in element["elements"])

    def _inline(self, part: dict[str, Any]) -> Markup:
        match part["type"]:
            case "text":
                html = Markup("<br>").join(escape(line) for line in part["text"].split("\n"))
            case "link":
                url = part["url"] if part["url"].startswith(_SAFE) else "#"
                html = self._link(url, part.get("text") or part["url"])
            case "date":
                date = self._date(part["timestamp"], part["format"]) or part.get("fallback", "")
                html = Markup("<time>{}</time>").format(date)
            case "user":
                html = Markup('<span class="mention">@{}</span>').format(self._name(part["user_id"]))
            case "channel":
                html = Markup('<span class="mention">#{}</span>').format(self._channel(part["channel_id"], ""))
            case "broadcast":
                html = Markup('<span class="mention loud">@{}</span>').format(part["range"])
            case "emoji":
                html = Markup(":{}:").format(part.get("name", ""))
            case other:
                html = Markup("[{}]").format(other)
        for style, tag in (("code", "code"), ("bold", "strong"), ("italic", "em"), ("strike", "s")):
            if part.get("style", {}).get(style):
                html = Markup("<{0}>{1}</{0}>").format(tag, html)
        return html


def _spoken(button: dict[str, Any]) -> str:
    """What a screen reader says of a button."""
    return str(button.get("accessibility_label") or button["text"]["text"])


def _asked(confirm: dict[str, Any]) -> str:
    """The question before an act."""
    return f"{confirm['title']['text']}\n{confirm['text']['text']}"
