"""Articles' pages, and pages that are no articles."""

import json
from collections import Counter

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import documents, pages
from briefbot.sources.forms import Context
from tests.sources.conftest import NOW

ADDRESS = "https://coast.example/news/quay"
COPY = [
    "The harbour council of Port Almadin voted on Tuesday to reopen the eastern quay, closed since the spring floods.",
    "“We have waited long enough for this,” said council head Nadia Ferrant, who led the repairs for seven months.",
    "Fishing boats are expected to return within a week, according to the harbour master, Tomas Ildefonso.",
]


def html(copy, head="", title="Quay reopens") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title} | Coast Wire</title>{head}</head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
        f"<main><article><h1>{title}</h1>"
        + "".join(f"<p>{line}</p>" for line in copy)
        + '</article></main><aside><a href="/other">Ten more stories</a></aside><footer>Imprint</footer></body></html>'
    )


def linked(**data) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **data})}</script>'


def article(markup, charset=None):
    return pages.article(markup.encode() if isinstance(markup, str) else markup, charset=charset, address=ADDRESS)


def test_an_article_is_its_paragraphs_and_nothing_else():
    """Menu, headline, sidebar and footer are left out; paragraphs are kept apart."""
    found = article(html(COPY))
    assert found.body.split("\n\n") == COPY
    assert (found.headline, found.language) == ("Quay reopens", "en")


def test_a_page_tells_of_itself():
    """JSON-LD, meta elements and the canonical link give headline, time, author and address."""
    head = linked(headline="Quay &amp; harbour", datePublished="2026-11-24T10:00:00Z", author=[{"name": "Ana Prado"}])
    found = article(html(COPY, head + '<link rel="canonical" href="/quay?utm_source=x">'))
    assert (found.headline, found.published, found.byline) == ("Quay & harbour", "2026-11-24T10:00:00Z", "Ana Prado")
    assert found.url == "https://coast.example/quay"
    meta = article(
        html(COPY, '<meta property="og:title" content="Og"><meta property="article:published_time" content="t">')
    )
    assert (meta.headline, meta.published) == ("Og", "t")


def test_the_articles_own_text_wins_over_something_else_on_the_page():
    """Where what stands on the page is not what JSON-LD calls the article's text, the latter is the body."""
    notice = [
        "Dear readers, our website is being rebuilt, and some of its older parts may look strange for a while."
    ] * 4
    assert article(html(notice, linked(articleBody=" ".join(COPY)))).body == " ".join(COPY)


def test_the_page_wins_where_both_agree():
    """Where the two agree, the page's text, which has the paragraphs, is the body."""
    assert article(html(COPY, linked(articleBody=" ".join(COPY)))).body.split("\n\n") == COPY


@pytest.mark.parametrize("free", [False, "False", "false"])
def test_a_paywall_is_not_worked_round(free):
    """A page that says it is not free gives nothing, though its text is there."""
    with pytest.raises(DocumentError, match="paywall"):
        article(html(COPY, linked(articleBody=" ".join(COPY), isAccessibleForFree=free)))


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:content_tier" content="locked">',
        linked(isAccessibleForFree="http://schema.org/False"),
    ],
)
def test_a_page_may_tell_otherwise_that_it_is_locked(head):
    """A page's tier and schema.org's address of False are paywalls too; an open tier is none."""
    with pytest.raises(DocumentError, match="paywall"):
        article(html(COPY, head))
    assert article(html(COPY, '<meta property="article:content_tier" content="free">')).body.split("\n\n") == COPY


def test_a_page_that_shows_only_a_beginning_is_no_article():
    """Where the page counts far more words than it shows, it shows a teaser; a count that fits is none."""
    with pytest.raises(DocumentError, match="only the beginning of an article of 800 words"):
        article(html(COPY, linked(wordCount=800)))
    for count in (60, "52", "many", -1, 10**9):
        assert article(html(COPY, linked(wordCount=count))).body.split("\n\n") == COPY


def test_an_article_may_speak_of_such_things():
    """A story about cookies, accounts and denied access is a story."""
    copy = [*COPY, "Divers were met by a sign, access denied, and the site uses cookies to count them, she said."] * 2
    assert article(html(copy)).body.split("\n\n") == copy


@pytest.mark.parametrize(
    "copy",
    [
        [],
        ["Loading …"],
        ["Nous utilisons des cookies et des traceurs pour mesurer l’audience de ce site et financer nos contenus."] * 4,
        [*COPY, "La suite de cet article est réservée à nos abonnés."],
        ["نستخدم ملفات تعريف الارتباط لتحسين تجربتك على هذا الموقع وقياس عدد الزيارات كل يوم."] * 4,
        ["Access denied. You have no permission to view this page on this server, reference 18.2f3a."] * 3,
        ["We value your privacy. We and our 842 partners store information on your device, such as cookies."] * 4,
        ["Please enable JavaScript and cookies in your browser, and we will check that you are not a robot." * 3],
        [*COPY, "Subscribe to continue reading this story, and all others of this paper, for a month without cost."],
    ],
)
def test_walls_and_stubs_are_no_articles(copy):
    """Empty pages, consent walls, robot checks and teasers before a subscription are refused by what they are."""
    with pytest.raises(DocumentError, match=r"is a stub|asks for consent"):
        article(html(copy))


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<html>",
        "<html><body><script type='application/ld+json'>[[[[",
        "<p>" * 3000,
        "\0\0<html>",
        "<!doctype html>",
    ],
)
def test_broken_pages_are_document_errors(markup):
    """Nothing, half a page, broken JSON-LD and endless nesting are document errors."""
    with pytest.raises(DocumentError):
        article(markup)


def test_a_giant_page_is_not_parsed():
    """More than two megabytes is refused by its length."""
    with pytest.raises(DocumentError, match="longer than 2 MB"):
        article(b"<html>" + b"x" * pages.MAX_PAGE)


def test_a_page_of_nothing_but_elements_is_not_parsed():
    """Elements by the ten thousand, which an extractor would copy again and again, are refused."""
    with pytest.raises(DocumentError, match="is made of more than 60,000 parts"):
        article(html(["<b>x</b>" * 40_000]))


def test_pages_are_decoded_by_their_charset():
    """A page in an older charset is read by what its meta element says."""
    copy = ["Министр сообщил во вторник, что восточный причал порта откроется после семи месяцев ремонта. " * 2] * 3
    markup = html(copy, '<meta charset="windows-1251">').encode("cp1251")
    assert article(markup).body.startswith("Министр сообщил")


def test_a_page_belongs_to_a_story_that_shares_its_words():
    """A page that shares hardly a word with headline and summary is about something else."""
    about = "Harbour council reopens eastern quay after spring floods"
    assert pages.belongs(" ".join(COPY), about)
    assert not pages.belongs(
        "Welcome to our network of sites. Please choose the language you would like to read.", about
    )
    assert pages.belongs("anything", "Quay")


def test_a_page_belongs_in_scripts_without_blanks_too():
    """Headline and page in Japanese share pairs of characters; a page about something else does not."""
    about = "港の東埠頭、春の洪水から七か月ぶりに再開へ"
    assert pages.belongs("火曜日、港の評議会は東埠頭の再開を決めた。春の洪水から七か月ぶりとなる。", about)
    assert not pages.belongs("当サイトではクッキーを使用しています。続けるには同意してください。", about)


def test_the_feeds_that_a_page_names_are_found():
    """RSS and Atom links of a page's head come as absolute addresses."""
    head = '<link rel="alternate" type="application/rss+xml" href="/rss"><link type="application/atom+xml" href="ftp://x/">'
    assert pages.feed_links(html(COPY, head).encode(), ADDRESS) == ["https://coast.example/rss"]


def test_a_page_is_a_form():
    """An article's page in a folder, or at an address of its own, is one story."""
    context = Context(source="coast", agency="Coast Wire", address="pages/quay.html", now=NOW)
    [story] = documents.stories(html(COPY, linked(datePublished="2026-11-24T10:00:00Z")).encode(), context)
    assert (story.id, story.headline, story.url) == ("coast:pages/quay.html", "Quay reopens", None)
    assert story.published == NOW.replace(hour=10)


LAYOUTS = {
    "semantic": "<main><article><h1>{title}</h1>{copy}</article></main><aside>{others}</aside>",
    "divs": (
        '<div id="top">{menu}</div><div class="row"><div class="col-8"><div class="entry-content">{copy}</div></div>'
        '<div class="col-4 sidebar">{others}</div></div>'
    ),
    "comments": (
        '<article><h1>{title}</h1>{copy}</article><section id="comments"><h3>2 comments</h3>'
        "<div class='comment'><p>I do not believe a word of this, and neither should any of you.</p></div>"
        "<div class='comment'><p>Well done by all of them, at last, after so many empty promises.</p></div></section>"
    ),
    "newsletter": (
        '<div class="post-content">{first}<div class="newsletter-signup"><p>Sign up for our daily newsletter'
        "</p><form><input name=mail><button>Go</button></form></div>{rest}</div><footer>{menu}</footer>"
    ),
    "bare": "{menu}<h1>{title}</h1>{copy}<hr><p>© 2026 Coast Wire</p>",
    "related": (
        '<article>{first}<div class="related-posts"><ul>{links}</ul></div>{rest}</article><footer>{menu}</footer>'
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_copy_is_found_in_every_layout(layout):
    """Of each layout nine tenths of the words are the copy's, and nine tenths of the copy's words are there."""
    copy = [
        *COPY,
        "The repairs cost 4.2 million crowns, of which the regional government in Vesta paid two thirds this summer.",
        "Divers found the old piles sound below the water line, which spared the town the price of new ones.",
        "A ferry to the islands is to call twice a day from March, and the fish market opens again in the spring.",
    ]
    marked = [f"<p>{line}</p>" for line in copy]
    links = "".join(f'<li><a href="/{n}">Another headline of the day, number {n}</a></li>' for n in range(6))
    body = LAYOUTS[layout].format(
        title="Quay reopens", copy="".join(marked), first="".join(marked[:3]), rest="".join(marked[3:]), links=links,
        menu='<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>',
        others=f"<h3>Most read</h3><ul>{links}</ul>",
    )  # fmt: skip
    found = article(f"<!doctype html><html><head><title>Quay reopens</title></head><body>{body}</body></html>")
    words, there = " ".join(copy).split(), found.body.split()
    shared = sum((Counter(words) & Counter(there)).values())
    assert shared >= 0.9 * len(words)
    assert shared >= 0.9 * len(there)
