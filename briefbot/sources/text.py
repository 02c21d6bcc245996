"""Hostile bytes to clean text: charsets, HTML to paragraphs, addresses without tracking, times in UTC."""

from __future__ import annotations

import codecs
import html
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree
from lxml import html as lxml_html

from briefbot.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_FUTURE = timedelta(hours=1)
"""How far ahead of us an agency's clock may be; a time later than that is a mistake, not a time."""

_UNSET = 1980
"""Years before it mean that a time was never set: computers count from 1970."""

_LONGEST_TIME = 64

MAX_NODES = 500_000
"""Elements and attributes of a document, counted by their signs; a node takes about a hundred bytes."""

_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""C1 controls stand for Windows-1252, as every browser reads them: `&#147;` is a quotation mark (WHATWG, HTML)."""

_ENDS = re.compile("\r\n?|[\u2028\u2029\v\f\x1c-\x1e]")
_DROPPED = re.compile(  # controls, marks that turn the direction of the text around them, characters nobody sees
    "[\x00-\x08\x0e-\x1b\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u034f\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Joiners spell words in Persian and the scripts of India, and make one emoji of several; elsewhere they only hide.
_JOINERS = re.compile("(?<![\u0600-\u109f\u1780-\u17ff\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])[\u200c\u200d]")
_SURROGATES = re.compile("[\ud800-\udfff]")

_UTF8_TAIL = "".join(bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xC0))
_MISREAD = re.compile(f"[\u00c2-\u00f4][{re.escape(_UTF8_TAIL)}]{{1,3}}")  # bytes of UTF-8 as Windows-1252 shows them
_LOST = 2  # characters that could not be read, and may yet be one slip

_TAG = re.compile(
    r"<(?:!|/?(?:p|br|div|span|a|b|i|u|s|em|strong|small|big|tt|img|ul|ol|li|dl|dt|dd|h[1-6]|hr|blockquote|center|font"
    r"|table|caption|colgroup|col|thead|tbody|tfoot|tr|td|th|sup|sub|code|pre|q|cite|del|ins|abbr|acronym|strike|mark"
    r"|time|address|section|article|aside|header|footer|main|nav|figure|figcaption|picture|source|video|audio|track"
    r"|map|area|svg|math|canvas|iframe|frame|frameset|object|param|embed|applet|marquee|blink|nobr|wbr|html|head|body"
    r"|title|base|link|meta|script|style|noscript|form|input|button|select|option|textarea|label|fieldset|legend"
    r"|content)\b[^<>]*>)",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
# Elements whose words are not the copy, and elements that begin and end a paragraph, NITF's and Atom's among them.
_UNREAD = re.compile(
    "script|style|noscript|template|iframe|object|svg|math|head|title|form|button|select|textarea|audio|video"
    "|canvas|figure|figcaption|aside|nav"
)
_OPENING = re.compile(
    r"<(/?)(iframe|object|applet|noscript|form|button|select|svg|figure|aside|nav)\b[^<>]*>", re.IGNORECASE
)
_BLOCK = re.compile(
    "p|div|section|article|header|footer|main|blockquote|ul|ol|li|dl|dt|dd|h[1-6]|table|tr|pre|hr|address"
    r"|hl[12]|hedline|block|body|body\.content|content"
)

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|at_\w+|ns_\w+|cmpid)", re.IGNORECASE
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{2,30})["']""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def clean(text: str) -> str:
    r"""Text without controls, direction marks and unseen characters; lines end in `\n`, blanks at the ends go."""
    text = _seen(_ENDS.sub("\n", text.translate(_C1)))
    return _SURROGATES.sub("\ufffd", text).strip()


def _seen(text: str) -> str:
    """The text without what a reader would not see."""
    text = _DROPPED.sub("", text)
    return _JOINERS.sub("", text) if "\u200c" in text or "\u200d" in text else text


def line(text: str) -> str:
    """Clean text on one line, as headlines and names are."""
    return " ".join(clean(text).split())


def decode(document: bytes, declared: str | None = None) -> str:
    """The text of a document: by its byte order mark, as UTF-8, as declared outside or inside, or by detection.

    What is UTF-8 throughout is UTF-8 whatever is declared: servers mislabel it, and no other charset looks like it.
    """
    for mark, charset in _BOMS:
        if document.startswith(mark):
            return document.decode(charset, "replace")
    inner = _XML_CHARSET.match(document[:200]) or _META_CHARSET.search(document[:4096])
    told = [declared, inner.group(1).decode("ascii") if inner else None]
    # Bytes of UTF-16 and of ISO 2022 can pass for UTF-8: they hold NUL or ESC.
    order = [*told, "utf-8"] if b"\0" in document or b"\x1b" in document else ["utf-8", *told]
    for name in order:
        if name and (found := _decoded(document, name)) is not None:
            return found
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, seldom needed

    best = from_bytes(document[:50_000]).best()
    found = _decoded(document, best.encoding) if best else None
    return document.decode("cp1252", "replace") if found is None else found


def garbled(words: str) -> bool:
    """Whether text was read in a wrong charset, here or by the agency: "donâ€™t", "GrÃ¶ÃŸe", or what could not be read.

    Only noticed: mending it would be guessing, and what an agency sent is quoted as it came.
    """
    if words.count("\ufffd") > _LOST:
        return True
    runs = [match.group() for match in _MISREAD.finditer(words)]
    wrong = [run for run in runs if _is_utf8(run)]
    return any(len(run) > 2 for run in wrong) or len(wrong) > 1  # noqa: PLR2004 - two letters alone may be meant


def _is_utf8(run: str) -> bool:
    try:
        run.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _decoded(document: bytes, charset: str) -> str | None:
    try:
        name = codecs.lookup(charset).name
        # Latin 1 as browsers read it (WHATWG, Encoding): what is labelled so is Windows-1252.
        return document.decode("cp1252" if name in {"iso8859-1", "ascii"} else name)
    except (LookupError, UnicodeError):
        return None
    except ValueError:  # codecs that are no charsets, such as "hex", fail in ways of their own
        return None


def paragraphs(markup: str) -> str:
    """The text of HTML or plain text, with a blank line between paragraphs, one line break for `<br>`.

    Read again while there is still markup in what was read: feeds escape HTML twice and three times.
    """
    if "<![CDATA[" in markup:
        markup = markup.replace("<![CDATA[", "").replace("]]>", "")
    for _ in range(3):
        if _TAG.search(markup) is not None:
            root = parse_html(_unwrapped(markup))
            markup = of_element(root) if root is not None else ""
        elif _ENTITY.search(markup) is not None:
            markup = html.unescape(markup)
        else:
            break
    return clean(markup)


def _unwrapped(markup: str) -> str:
    """The markup without the tags of elements that are not for reading but never end: the copy stands in them."""
    balance: Counter[str] = Counter()
    for match in _OPENING.finditer(markup):
        balance[match[2].lower()] += -1 if match[1] else 1
    return _OPENING.sub(lambda match: "" if balance[match[2].lower()] > 0 else match[0], markup) if balance else markup


def title(markup: str) -> str:
    """The same on one line."""
    return " ".join(paragraphs(markup).split())


def parse_html(markup: str) -> _Element | None:
    """The root of an HTML document or fragment, None where there is nothing in it."""
    # Bytes, because lxml refuses a str that declares an encoding; lone surrogates cannot be encoded.
    document = _SURROGATES.sub("\ufffd", markup).replace("\0", "").encode()
    try:
        return lxml_html.document_fromstring(document, parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True))
    except etree.LxmlError:
        return None


def of_element(root: _Element) -> str:
    """The text under an element of HTML, XHTML or NITF, with a blank line between paragraphs."""
    written: list[str] = []
    unread = 0  # how many elements deep in what is not for reading
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"start", "end"}:
            name = str(node.tag).rpartition("}")[2].lower()
            if node is not root and _UNREAD.fullmatch(name):
                unread += 1 if event == "start" else -1
            written.append(_mark(name, event))
        words = node.text if event == "start" else node.tail if node is not root else None
        if words and not unread:
            written.append(_seen(words))
    lines = (
        "\n".join(filter(None, (" ".join(part.split()) for part in block.split("\1"))))
        for block in "".join(written).split("\0")
    )
    return "\n\n".join(filter(None, lines))


def xml(document: bytes) -> _Element:
    """The root of an XML document; entities, external parts and giant trees are refused by `DocumentError`."""
    if (document.count(b"<") + document.count(b"=")) > MAX_NODES:
        raise DocumentError(
            f"has more than {MAX_NODES:,} elements and attributes: ask the agency for smaller documents"
        )
    try:
        root = etree.fromstring(document, _xml_parser(strict=True))
    except (etree.LxmlError, ValueError) as fault:
        raise DocumentError(f"is not well-formed XML ({line(str(fault))}): ask the agency to mend it") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError("declares a document type of its own, which briefbot does not read: ask for plain XML")
    return root


def tree(words: str, *, strict: bool) -> _Element | None:
    """The root of XML that was decoded; if not `strict`, of as much as can be read, None for nothing.

    `DocumentError` for giant trees, and, if `strict`, for what is not well-formed.
    """
    if (words.count("<") + words.count("=")) > MAX_NODES:
        raise DocumentError(
            f"has more than {MAX_NODES:,} elements and attributes: ask the agency for smaller documents"
        )
    try:
        return etree.fromstring(_SURROGATES.sub("\ufffd", words).encode(), _xml_parser(strict=strict, encoding="utf-8"))
    except (etree.LxmlError, ValueError) as fault:
        raise DocumentError(f"is not well-formed XML ({line(str(fault))}): ask the agency to mend it") from None


def _mark(name: str, event: str) -> str:
    r"""What an element's beginning or end puts into the text: `\0` between paragraphs, `\1` for a line break."""
    if _BLOCK.fullmatch(name):
        return "\0"
    if name == "br" and event == "start":
        return "\1"
    return " " if name in {"td", "th"} and event == "end" else ""


def _xml_parser(*, strict: bool, encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=not strict, encoding=encoding
    )


def address(link: str | None, base: str | None = None) -> str | None:
    """A link as it may be stored and shown: absolute, http(s), no user name, no tracking; otherwise None."""
    if not link or not (link := _seen(link).strip()) or re.search(r"\s", link):
        return None
    try:
        parts = urlsplit(urljoin(base, link) if base else link)
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or parts.username is not None:
            return None
        parts.port  # noqa: B018 - raises where it is no port
        query = parts.query
        if "=" in query and _TRACKING.search(query):
            pairs = parse_qsl(query, keep_blank_values=True)
            query = urlencode([(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)])
        link = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, parts.fragment))
    except ValueError:
        return None
    return _SURROGATES.sub("\ufffd", link)


def moment(written: str | None, *, now: datetime | None = None) -> datetime | None:
    """A time in UTC; without a zone it is read as UTC; None for no time.

    With `now`, a time more than `MAX_FUTURE` ahead of it is a mistake, and no time either.
    """
    parsed = parse_time(written)
    if parsed is None:
        return None
    try:
        parsed = parsed.replace(tzinfo=UTC) if parsed.utcoffset() is None else parsed.astimezone(UTC)
    except OverflowError:
        return None
    if parsed.year < _UNSET or (now is not None and parsed > now + MAX_FUTURE):
        return None
    return parsed


def parse_time(written: str | None) -> datetime | None:
    """A time of ISO 8601 or RFC 5322, naive where it names no zone; None for no time."""
    if not written or len(written) > _LONGEST_TIME:
        return None
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
