"""Hostile bytes to clean text: charsets, HTML to paragraphs, addresses without tracking."""

from __future__ import annotations

import codecs
import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import etree
from lxml import html as lxml_html

from briefbot.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lxml.etree import _Element

MAX_NODES = 300_000
"""Elements and attributes, or members, of a document; each takes about a hundred bytes. A full feed has 50,000."""

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
_NON_ASCII = re.compile("[^\\x00-\\x7f\\ufffd]")
_LOST = 2  # characters that could not be read, and may yet be one slip
_UNCLEAN = re.compile(  # anything of the above; most texts have nothing, and are looked through once
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)

_TAG = re.compile(
    r"<(?:!|/?(?:p|br|div|span|a|b|i|u|s|em|strong|small|big|tt|img|ul|ol|li|dl|dt|dd|h[1-6]|hr|blockquote|center|font"
    r"|table|caption|colgroup|col|thead|tbody|tfoot|tr|td|th|sup|sub|code|pre|q|cite|del|ins|abbr|acronym|strike|mark"
    r"|time|address|section|article|aside|header|footer|main|nav|figure|figcaption|picture|source|video|audio|track"
    r"|map|area|svg|math|canvas|iframe|frame|frameset|object|param|embed|applet|marquee|blink|nobr|wbr|html|head|body"
    r"|title|base|link|meta|script|style|noscript|form|input|button|select|option|textarea|label|fieldset|legend"
    r"|command|keygen|content)\b[^<>]*>)",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_UNREAD = """
script style noscript template object svg math head title form button select textarea audio video canvas figure
figcaption aside nav
"""
"""Elements whose words are not the copy."""

_BLOCKS = """
p div section article header footer main blockquote ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table tr pre hr address hl1 hl2
hedline block body body.content content
"""
"""Elements that begin and end a paragraph, NITF's and Atom's among them."""

_KINDS = {
    **dict.fromkeys(_UNREAD.split(), "unread"),
    **dict.fromkeys(_BLOCKS.split(), "block"),
    "br": "break",
    "td": "cell",
    "th": "cell",
}
_PARAGRAPH, _LINE = "\ue0fe", "\ue0ff"
"""Stand for where they begin, in the tree alone: characters for private use, which no text that is read has."""

_HTML_PARSER = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)

_RAW = ("script", "style", "title", "textarea", "template")  # what is in them is never copy, whether they end or not

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|at_\w+|ns_\w+|cmpid)", re.IGNORECASE
)
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[!-~]*")  # most are, and stay as they are
_LONGEST_LINK = 4_096  # code points; browsers and Slack take less
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
    if _UNCLEAN.search(text) is not None:
        text = _SURROGATES.sub("\ufffd", _seen(_ENDS.sub("\n", text.translate(_C1))))
    return text.strip()


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
    # A few bytes that no UTF-8 has, among many that nothing else would have, are damage and not another charset.
    damaged = document.decode("utf-8", "replace")
    if damaged.count("\ufffd") < len(_NON_ASCII.findall(damaged)):
        return damaged
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
        if "<" in markup and _TAG.search(markup) is not None:
            markup = _of_markup(markup)
            if "<" not in markup and "&" not in markup:
                return markup
        elif "&" in markup and _ENTITY.search(markup) is not None:
            markup = html.unescape(markup)
        else:
            break
    return clean(markup)


def _of_markup(markup: str) -> str:
    root = _fragment(markup)
    if root is None:
        return ""
    unread = _mark(root)
    if unread and (mended := _unwrapped(markup, unread)) != markup:
        return _of_markup(mended)
    return _written(root, unread)


def _unwrapped(markup: str, unread: Iterable[str]) -> str:
    """The markup without the tags of unread elements that never end: the copy stands in them."""
    for name in unread:
        tags = re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE)
        ends = [match[1] for match in tags.finditer(markup)]
        if name not in _RAW and ends.count("") > ends.count("/"):
            markup = tags.sub("", markup)
    return markup


def title(markup: str) -> str:
    """The same on one line."""
    return " ".join(paragraphs(markup).split()) if markup else ""


def _fragment(markup: str) -> _Element | None:
    try:
        return etree.fromstring(markup.replace("\0", "").encode("utf-8", "replace"), _HTML_PARSER)
    except etree.LxmlError:
        return None


def parse_html(markup: str) -> _Element | None:
    """The root of an HTML document or fragment, None where there is nothing in it."""
    # Bytes, because lxml refuses a str that declares an encoding; lone surrogates cannot be encoded.
    document = _SURROGATES.sub("\ufffd", markup.replace("\0", "")).encode()
    try:
        return lxml_html.document_fromstring(
            document,
            parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True),
        )
    except etree.LxmlError:
        return None


def of_element(root: _Element) -> str:
    """The text under an element of HTML, XHTML or NITF, with a blank line between paragraphs; the tree is used up."""
    return _written(root, _mark(root))


def _mark(root: _Element) -> set[str]:
    """Put marks where paragraphs and lines end; the names of the elements under it that are not for reading."""
    unread = set()
    for node in root.iter():
        kind = _kind(node.tag)
        if kind == "block":
            if node is not root:
                _mark_before(node)
            node.tail = f"{_PARAGRAPH}{node.tail or ''}"
        elif kind == "break":
            node.tail = f"{_LINE}{node.tail or ''}"
        elif kind == "cell":
            node.tail = f" {node.tail or ''}"
        elif kind == "unread":
            unread.add(node.tag)
    return unread


def _mark_before(node: _Element) -> None:
    """End the words that stand before an element, if there are any."""
    before = node.getprevious()
    if before is None:
        parent = node.getparent()
        if (words := parent.text) and not words.isspace():
            parent.text = f"{words}{_PARAGRAPH}"
    elif (words := before.tail) and words != _PARAGRAPH:
        before.tail = f"{words}{_PARAGRAPH}"


def _written(root: _Element, unread: Collection[str]) -> str:
    if unread:
        etree.strip_elements(root, *unread, with_tail=False)
    words = clean(etree.tostring(root, method="text", encoding="unicode", with_tail=False))
    lines = (_line_by_line(block) if _LINE in block else " ".join(block.split()) for block in words.split(_PARAGRAPH))
    return "\n\n".join(filter(None, lines))


@lru_cache(1024)
def _kind(tag: object) -> str:
    """What an element is to a reader, by its local name; of a comment, nothing."""
    return _KINDS.get(tag.rpartition("}")[2].lower(), "") if isinstance(tag, str) else ""


def _line_by_line(block: str) -> str:
    return "\n".join(filter(None, (" ".join(part.split()) for part in block.split(_LINE))))


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

    `DocumentError` for what is not well-formed.
    """
    try:
        return etree.fromstring(words.encode("utf-8", "replace"), _xml_parser(strict=strict, encoding="utf-8"))
    except (etree.LxmlError, ValueError) as fault:
        raise DocumentError(f"is not well-formed XML ({line(str(fault))}): ask the agency to mend it") from None


def refuse_giant(document: str | bytes, signs: str, most: int = MAX_NODES) -> None:
    """`DocumentError` where what a document is made of, counted by the signs that begin it, would fill the memory."""
    number = sum(document.count(sign) if isinstance(document, str) else document.count(sign.encode()) for sign in signs)
    if number > most:
        raise DocumentError(f"is made of more than {most:,} parts: ask the agency for smaller documents")


def _xml_parser(*, strict: bool, encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=not strict, encoding=encoding
    )


def address(link: str | None, base: str | None = None) -> str | None:
    """A link as it may be stored and shown: absolute, http(s), no user name, no tracking; otherwise None."""
    if not link or len(link) > _LONGEST_LINK:
        return None
    if _PLAIN_ADDRESS.fullmatch(link) is not None:
        return _untracked(link)
    if not (link := _seen(link).strip()) or re.search(r"\s", link):
        return None
    try:
        parts = urlsplit(urljoin(base, link) if base else link)
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or parts.username is not None:
            return None
        parts.port  # noqa: B018 - raises where it is no port
        link = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, parts.fragment))
    except ValueError:
        return None
    return _untracked(_SURROGATES.sub("\ufffd", link))


def _untracked(address: str) -> str:
    if "?" not in address or _TRACKING.search(address) is None:
        return address
    address, mark, fragment = address.partition("#")
    address, _, query = address.partition("?")
    query = "&".join(pair for pair in query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0]))
    return f"{address}?{query}{mark}{fragment}" if query else f"{address}{mark}{fragment}"


def language(tag: str | None) -> str | None:
    """A language tag of BCP 47, as far as its form tells; None for what is none."""
    found = (tag or "").strip().replace("_", "-")
    return found if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", found) else None
