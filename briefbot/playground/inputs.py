"""A modal's inputs as HTML: each with its label, its hint, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefbot.playground.workspace import Channel


def field(block: dict[str, Any], value: dict[str, Any], error: str, channels: Iterable[Channel]) -> Markup:
    """One input block as it is filled in; `channels` are those that the person may choose from."""
    name, element = block["block_id"], block["element"]
    optional = Markup(' <span class="soft">(optional)</span>') if block.get("optional") else ""
    label = Markup("{}{}").format(block["label"]["text"], optional)
    hint = Markup('<p class="hint" id="hint-{}">{}</p>').format(name, block["hint"]["text"]) if "hint" in block else ""
    wrong = Markup('<p class="wrong" id="wrong-{}" role="alert">{}</p>').format(name, error) if error else ""
    described = " ".join(word for word, there in ((f"hint-{name}", hint), (f"wrong-{name}", wrong)) if there)
    common = Markup('id="in-{0}" name="{0}" aria-describedby="{1}"{2}').format(
        name, described, Markup(' aria-invalid="true"') if error else ""
    )
    if element["type"] in {"checkboxes", "radio_buttons"}:
        kind = "ticks" if element["type"] == "checkboxes" else "radios"
        return Markup('<fieldset class="field"><legend>{}</legend><div class="{}">{}</div>{}{}</fieldset>').format(
            label, kind, _ticks(name, element, value), hint, wrong
        )
    control = _control(element, value, common, name, channels)
    return Markup('<div class="field"><label for="in-{}">{}</label>{}{}{}</div>').format(
        name, label, control, hint, wrong
    )


def _control(
    element: dict[str, Any], value: dict[str, Any], common: Markup, name: str, channels: Iterable[Channel]
) -> Markup:
    hint = element.get("placeholder", {}).get("text", "")
    match element["type"]:
        case "conversations_select":
            chosen = value["selected_conversation"]
            wanted = element.get("filter", {}).get("include", ["public", "private", "im"])
            kinds = {"channel": "public", "group": "private", "im": "im"}
            every = [c for c in channels if kinds[c.kind] in wanted or c.id == chosen]
            empty = [] if chosen else [_option("", "Choose a channel", chosen=True)]
            options = [*empty, *(_option(c.id, f"# {c.name}", chosen=c.id == chosen) for c in every)]
            return Markup("<select {}>{}</select>").format(common, Markup("").join(options))
        case "static_select":
            chosen = (value["selected_option"] or {}).get("value")
            options = [_option(o["value"], o["text"]["text"], chosen=o["value"] == chosen) for o in element["options"]]
            return Markup("<select {}>{}</select>").format(common, Markup("").join(options))
        case "external_select":
            chosen = value["selected_option"] or {}
            return Markup(
                '<input type="text" {0} value="{1}" placeholder="{2}" list="list-{3}" data-suggest="{3}" '
                'autocomplete="off"><datalist id="list-{3}"></datalist>'
            ).format(common, chosen.get("value", ""), hint, name)
        case _ if element.get("multiline"):
            return Markup('<textarea {} rows="4" placeholder="{}">{}</textarea>').format(
                common, hint, value["value"] or ""
            )
    return Markup('<input type="text" {} value="{}" placeholder="{}" autocomplete="off">').format(
        common, value["value"] or "", hint
    )


def _option(value: str, label: str, *, chosen: bool) -> Markup:
    return Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if chosen else "", label)


def _ticks(name: str, element: dict[str, Any], value: dict[str, Any]) -> Markup:
    many = element["type"] == "checkboxes"
    chosen = value["selected_options"] if many else [value["selected_option"] or {}]
    values = {option.get("value") for option in chosen}
    return Markup("").join(
        Markup('<label><input type="{}" name="{}" value="{}"{}> <span>{}{}</span></label>').format(
            "checkbox" if many else "radio",
            name,
            option["value"],
            Markup(" checked") if option["value"] in values else "",
            option["text"]["text"],
            _more(option),
        )
        for option in element["options"]
    )


def _more(option: dict[str, Any]) -> Markup:
    if "description" not in option:
        return Markup("")
    return Markup(' <span class="soft">{}</span>').format(option["description"]["text"])
