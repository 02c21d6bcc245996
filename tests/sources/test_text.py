"""Charsets, markup and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import DocumentError
from briefbot.sources import text


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>One <b>bold</b> word</p><p>Two<br>lines</p>", "One bold word\n\nTwo\nlines"),
        ("&lt;p&gt;Escaped&lt;/p&gt;&lt;p&gt;twice &amp;amp; more&lt;/p&gt;", "Escaped\n\ntwice & more"),
        ("Plain text\n\nin two paragraphs", "Plain text\n\nin two paragraphs"),
        ("Fish &amp; chips\n\nfor two", "Fish & chips\n\nfor two"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<script>alert(1)</script><style>p{}</style>Copy<!-- not this --><img src=x onerror=y>", "Copy"),
        ("<div>Unclosed <p>One<p>Two<ul><li>a<li>b</ul>", "Unclosed\n\nOne\n\nTwo\n\na\n\nb"),
        ("<p>&#147;Quoted&#148; &#8212; said</p>", "“Quoted” — said"),
        ("<figure><img><figcaption>A caption</figcaption></figure><p>Copy", "Copy"),
        ("<![CDATA[<p>x</p>]]>", "x"),
        ("<p>می\u200cخواهم A\u200cB</p>", "می\u200cخواهم AB"),
        ("<p>One</p><object data=x>Two<p>Three", "One\n\nTwo\n\nThree"),
        ("<form><p>One</p><form>Two</form>", "One\n\nTwo"),
        ("<script>alert(1)<p>x", ""),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One Two"),
        ('Copy<img src="https://count.example/p.gif" width="1" height="1">', "Copy"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_markup_becomes_paragraphs(markup, plain):
    """HTML becomes text with a blank line between paragraphs; plain text stays as it is."""
    assert text.paragraphs(markup) == plain


@given(st.text(max_size=300))
def test_text_is_clean_whatever_it_was(words):
    """No control, direction mark or surrogate is left in any text, and cleaning again changes nothing."""
    cleaned = text.clean(words)
    assert text.clean(cleaned) == cleaned
    assert not any(c in cleaned for c in "\0\r\x1b\x85\u202e\u2066\u200b\ufeff\u2028")
    cleaned.encode()


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<b", ">", "&lt;", "&amp;", "x", "<div>", "</", "\0", "\ud800", "<!--"]))
)
def test_no_markup_gets_through(parts):
    """Markup of any brokenness never raises, and leaves no paragraph tags."""
    assert "<p>" not in text.paragraphs("".join(parts))


@pytest.mark.parametrize(
    ("document", "declared", "words"),
    [
        ("Größe “x”".encode(), None, "Größe “x”"),
        ("Größe “x”".encode(), "iso-8859-1", "Größe “x”"),
        ("Größe “x”".encode("cp1252"), "iso-8859-1", "Größe “x”"),
        ("الكويت".encode("cp1256"), "windows-1256", "الكويت"),
        ('<?xml version="1.0" encoding="koi8-r"?><a>Москва</a>'.encode("koi8-r"), None, "Москва"),
        ('<html><meta charset="windows-1251"><p>Москва'.encode("cp1251"), None, "Москва"),
        ("東京".encode("iso-2022-jp"), "iso-2022-jp", "東京"),
        ("Größe".encode("utf-16"), None, "Größe"),
        ("Größe".encode("utf-8-sig"), None, "Größe"),
        ("Größe".encode("utf-16-be"), "utf-16-be", "Größe"),
        (b"plain", "no-such-charset", "plain"),
        (b"plain", "hex", "plain"),
    ],
)
def test_a_document_is_decoded_by_its_true_charset(document, declared, words):
    """Byte order mark, UTF-8, the declared and the inner charset are found out."""
    assert words in text.decode(document, declared)


def test_damage_in_utf_8_is_no_other_charset():
    """A broken character in the middle of UTF-8 costs itself, and not the text around it."""
    words = "“Größe” — الكويت, Москва"
    assert text.decode(words.encode().replace("ß".encode(), b"\xc3"), "utf-8") == words.replace("ß", "\ufffd")


@pytest.mark.parametrize(
    "words",
    [
        "We don’t know, she said".encode().decode("cp1252"),
        "Größe und Maß".encode().decode("cp1252"),
        "Министр сообщил".encode().decode("cp1252", "replace"),
        "سعر النفط".encode().decode("cp1252", "replace"),
        "Gr\ufffd\ufffde \ufffd",
    ],
)
def test_text_of_a_wrong_charset_is_noticed(words):
    """UTF-8 that somebody took for Windows-1252, and characters that were lost, are noticed."""
    assert text.garbled(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Plain",
        "We don’t know — “Größe”",
        "Ânes à São Tomé, déjà vu",
        "الكويت",
        "ÁRVÍZTŰRŐ TÜKÖRFÚRÓGÉP",
        "Zürich’s Ä",
    ],
)
def test_text_of_the_right_charset_is_not_garbled(words):
    """Accents, capitals with accents and other scripts are nothing to notice."""
    assert not text.garbled(words)


def test_undeclared_charsets_are_detected():
    """Text that nothing declares is read by detection."""
    words = "Министр сообщил, что порт откроется во вторник, и поблагодарил всех, кто его восстановил. " * 3
    assert text.decode(words.encode("cp1251")) == words


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "idna", "zip", "rot13", "undefined", "\0"]))
def test_any_bytes_are_text_without_surrogates(document, declared):
    """Decoding never raises, and what it gives can be stored."""
    text.decode(document, declared).encode()


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://Coast.example/a?b=1&utm_source=rss&fbclid=2#top", "https://coast.example/a?b=1#top"),
        ("/a?x=%20y", "https://coast.example/a?x=%20y"),
        ("//other.example/a", "https://other.example/a"),
        ("https://coast.example/a?utm_source=rss", "https://coast.example/a"),
        ("https://coast.example/a?q=a%20b+c&utm_source=rss&x=%d8", "https://coast.example/a?q=a%20b+c&x=%d8"),
        ("https://coast.example/a?q=fbclid#utm_x=1", "https://coast.example/a?q=fbclid#utm_x=1"),
        (f"https://coast.example/{'a' * 5_000}", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://coast.example/", None),
        ("https://user:pw@coast.example/", None),
        ("https://coast.example:99999/", None),
        ("https://[broken", None),
        ("two words", None),
        ("java\u200bscript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_links_are_absolute_http_and_free_of_tracking(link, address):
    """Only absolute http(s) addresses without user name and tracking parameters get into a story."""
    assert text.address(link, "https://coast.example/feed") == address


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>',
        b"<a>" * 5000,
        b"<a>&undefined;</a>",
        b"",
    ],
)
def test_xml_with_entities_or_too_deep_is_refused(document):
    """Entities, document types, endless nesting and broken XML are document errors."""
    with pytest.raises(DocumentError):
        text.xml(document)
