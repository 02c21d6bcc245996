"""A message with every kind of block that a briefing is made of."""


def words(text, **style):
    return {"type": "text", "text": text, **style}


def rich_section(*parts):
    return {"type": "rich_text_section", "elements": list(parts)}


def rich_text(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def actions(*buttons):
    return {"type": "actions", "elements": list(buttons)}


SHARE = {"type": "button", "action_id": "share", "value": "ferry", "text": {"type": "plain_text", "text": "Share"}}
POINTS = [rich_section(words("Fares rise by 9 per cent in May.")), rich_section(words("Bicycles stay free."))]
BRIEFING = [
    {"type": "header", "text": {"type": "plain_text", "text": "News briefing"}},
    rich_text(
        rich_section({"type": "link", "url": "https://coast.example/ferry", "text": "Ferry fares rise"}),
        {"type": "rich_text_list", "style": "bullet", "elements": POINTS},
        {"type": "rich_text_quote", "elements": [words("“Fuel has doubled,” said the harbour master.")]},
    ),
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "*Coast News* · HALMERIA"}]},
    actions(SHARE),
]
