"""What a JSON value may look like: checks that yield the reasons against it, in the form of Slack's own.

A check takes a value and its JSON pointer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Check = Callable[[Any, str], Iterator[str]]
Fields = dict[str, Check]

_URL = re.compile(r"(?:https?://[^\s/]+|mailto:[^\s]+|slack://)[^\s]*", re.IGNORECASE)


# Plain values


def anything(_: Any, __: str) -> Iterator[str]:
    """Nothing is against it."""
    yield from ()


def string(least: int, most: int | None = None) -> Check:
    """A text of so many characters."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must be a string [json-pointer:{at}]"
        elif len(value) < least:
            yield f"must be more than {least - 1} characters [json-pointer:{at}]"
        elif most is not None and len(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"

    return check


def matching(pattern: str, what: str) -> Check:
    """A text in a form that `what` names."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield f"must be {what} [json-pointer:{at}]"

    return check


def url(most: int) -> Check:
    """An address that can be linked to, of so many characters at most."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not _URL.fullmatch(value):
            yield f"must be a valid URL [json-pointer:{at}]"
        elif len(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"

    return check


def whole(least: int, most: int | None = None) -> Check:
    """A whole number in these bounds."""

    def check(value: Any, at: str) -> Iterator[str]:
        if (
            not isinstance(value, int)
            or isinstance(value, bool)
            or value < least
            or (most is not None and value > most)
        ):
            yield f"must be an integer from {least}{f' to {most}' if most else ''} [json-pointer:{at}]"

    return check


def yes_or_no(value: Any, at: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"must be a boolean [json-pointer:{at}]"


def one_of(*allowed: str) -> Check:
    """One of these words."""

    def check(value: Any, at: str) -> Iterator[str]:
        if value not in allowed:
            yield f"must be one of: {', '.join(allowed)} [json-pointer:{at}]"

    return check


def many(each: Check, least: int, most: int) -> Check:
    """A list of so many things, each held against `each`."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"must be an array [json-pointer:{at}]"
            return
        if len(value) < least:
            yield f"no fewer than {least} items allowed [json-pointer:{at}]"
        if len(value) > most:
            yield f"no more than {most} items allowed [json-pointer:{at}]"
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return check


# Objects


@dataclass(frozen=True)
class Shape:
    """An object: the fields it must and may have, and one of `either` of which it must have at least one.

    `also` looks at the object as a whole, once each of its fields is as it should be.
    """

    required: Fields = field(default_factory=dict)
    optional: Fields = field(default_factory=dict)
    either: tuple[str, ...] = ()
    also: Check = anything

    def __call__(self, value: Any, at: str) -> Iterator[str]:
        """Reasons against `value` at the JSON pointer `at`."""
        if not isinstance(value, dict):
            yield f"must be an object [json-pointer:{at}]"
            return
        reasons = list(self._against(value, at))
        yield from reasons or self.also(value, at)

    def _against(self, value: dict[str, Any], at: str) -> Iterator[str]:
        for name in [name for name in self.required if name not in value]:
            yield f"missing required field: {name} [json-pointer:{at}]"
        if self.either and not value.keys() & set(self.either):
            yield f"missing required field: {' or '.join(self.either)} [json-pointer:{at}]"
        for name, inner in value.items():
            if check := self.required.get(name) or self.optional.get(name):
                yield from check(inner, f"{at}/{name}")
            elif name != "type":
                yield f"invalid additional property: {name} [json-pointer:{at}]"


def typed(shapes: dict[str, Shape], what: str) -> Check:
    """An object whose "type" is one of these, of that type's shape; `what` names the choice."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shapes:
            yield f"unsupported type: {kind} is no {what} [json-pointer:{at}/type]"
        else:
            yield from shapes[kind](value, at)

    return check


def repeated(items: Any, name: str, at: str) -> Iterator[str]:
    """Objects in a list that have the same value under `name`."""
    seen: set[str] = set()
    for item in items if isinstance(items, list) else []:
        value = item.get(name) if isinstance(item, dict) else None
        if not isinstance(value, str):
            continue
        if value in seen:
            yield f"{name} {value} already exists [json-pointer:{at}]"
        seen.add(value)
