"""A pretend agency: its feed, its pages, and the copy that stands on them."""

COPY = [
    "The harbour council of Port Almadin voted on Tuesday to reopen the eastern quay, closed since the spring floods.",
    "“We have waited long enough for this,” said council head Nadia Ferrant, who led the repairs for seven months.",
    "Fishing boats are expected to return within a week, according to the harbour master, Tomas Ildefonso.",
    "The repairs cost 4.2 million crowns, of which the regional government in Vesta paid two thirds.",
]


RSS = "application/rss+xml; charset=utf-8"


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Coast Wire</title>{"".join(items)}</channel></rss>'


def item(number: int, description: str = "", title: str = "", **more: str) -> str:
    extra = "".join(f"<{name}>{value}</{name}>" for name, value in more.items())
    return (
        f"<item><title>{title or f'Harbour quay number {number} reopens'}</title><link>/story/{number}</link>"
        f"<guid>urn:coast:{number}</guid><description>{description}</description>{extra}</item>"
    )


def summary(number: int) -> str:
    return item(number, f"The harbour council of Port Almadin voted to reopen quay {number}.")


def page(number: int, copy=COPY) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in copy)
    return (
        f"<!doctype html><html lang=en><head><title>{number}</title></head><body><nav><a href=/>Home</a></nav><article>"
        f"<h1>Harbour quay number {number} reopens</h1>{paragraphs}<p>This was quay number {number} of the harbour."
        f"</p></article><footer>Coast Wire, all rights reserved</footer></body></html>"
    )
