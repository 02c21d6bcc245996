"""Blocks and views that Slack takes, to be spoiled by a test: each builder takes what shall be otherwise."""


def plain(size=1):
    return {"type": "plain_text", "text": "x" * size}


def mrkdwn(size=1):
    return {"type": "mrkdwn", "text": "x" * size}


def url(size=20):
    return "https://a.example/".ljust(size, "x")


def block(kind, **fields):
    return {"type": kind, **fields}


def section(**fields):
    return block("section", text=mrkdwn(), **fields)


def option(**changed):
    return {"text": plain(), "value": "v"} | changed


def options(count=1):
    return [option() for _ in range(count)]


def button(**fields):
    return {"type": "button", "text": plain(), **fields}


def accessory(kind, **fields):
    return section(accessory={"type": kind, **fields})


def select(**fields):
    return accessory("static_select", **fields)


def confirm(**changed):
    good = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    return section(accessory=button(confirm=good | changed))


def feedback(**changed):
    good = {"text": plain(), "value": "v"}
    element = {"type": "feedback_buttons", "positive_button": good | changed, "negative_button": good}
    return block("context_actions", elements=[element])


def icon(**changed):
    element = {"type": "icon_button", "icon": "trash", "text": plain()}
    return block("context_actions", elements=[element | changed])


def image(**changed):
    return block("image", **({"alt_text": "a", "image_url": url()} | changed))


def entry(**changed):
    return block("input", **({"label": plain(), "element": {"type": "plain_text_input"}} | changed))


def typed(**fields):
    return entry(element={"type": "plain_text_input", **fields})


def rich(*elements):
    return block("rich_text", elements=list(elements))


def run(**part):
    return rich({"type": "rich_text_section", "elements": [part]})


def bullets(**changed):
    return rich({"type": "rich_text_list", "style": "bullet", "elements": []} | changed)


def table(rows=1, columns=1, **fields):
    return block("table", rows=[[{"type": "raw_text", "text": "x"}] * columns] * rows, **fields)


def many(count, make):
    return [make(action_id=f"a{n}") for n in range(count)]


def modal(**changed):
    return {"type": "modal", "title": plain(), "blocks": [block("divider")]} | changed
