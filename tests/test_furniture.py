"""What wire copy carries besides its prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.furniture import find


def words(body):
    return [one.of(body).strip() for one in find(body).stretches]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("WASHINGTON, Feb 6 (KUNA) -- The envoy left.", "WASHINGTON"),
        ("KUWAIT, Feb 13 (NNN-KUNA) - The envoy left.", "KUWAIT"),
        ("KUWAIT, Sept 30 (KUNA) -- The envoy left.", "KUWAIT"),
        ("BEIJING, Feb. 6 (Xinhua) -- The envoy left.", "BEIJING"),
        ("LONDON (Reuters) - The envoy left.", "LONDON"),
        ("UNITED NATIONS (AP) — The envoy left.", "UNITED NATIONS"),
        ("PORT-AU-PRINCE, Haiti (AP) — The envoy left.", "PORT-AU-PRINCE"),
        ("BRUSSELS/PARIS (Reuters) - The envoy left.", "BRUSSELS/PARIS"),
        ("MOSCOW, February 6. /TASS/. The envoy left.", "MOSCOW"),
        ("Canberra, Australia (CNN) -- The envoy left.", "Canberra"),
        ("Beirut (CNN)The envoy left.", "Beirut"),
        ("Nairobi (AFP) - The envoy left.", "Nairobi"),
        ("WASHINGTON, The envoy left.", "WASHINGTON"),
        ("WASHINGTON, Feb 6, The envoy left.", "WASHINGTON"),
        ("DELFT — The envoy left.", "DELFT"),
        ("ANKARA\n\nThe envoy left.", "ANKARA"),
        ("By Ann Lee\nKUWAIT, Feb 6 (KUNA) -- The envoy left.", "KUWAIT"),
        ("(MENAFN- Kuwait News Agency (KUNA)) KUWAIT, Feb 6 (KUNA) -- The envoy left.", "KUWAIT"),
    ],
)
def test_the_place_of_a_dateline_is_found(body, place):
    """The dateline's place is read in each agency's way of writing it, and the prose begins right behind it."""
    found = find(body)
    assert found.place is not None
    assert found.place.of(body) == place
    assert body[found.stretches[-1].end :].strip() == "The envoy left."


@pytest.mark.parametrize(
    "body", ["(CNN) -- The envoy left.", "(Reuters) - The envoy left.", "Feb 6 (KUNA) -- The envoy."]
)
def test_an_agency_alone_is_furniture_without_a_place(body):
    """A dateline that has lost its place is left out, and no place is made up."""
    found = find(body)
    assert found.place is None
    assert body[found.stretches[0].end :].startswith("The envoy")


@pytest.mark.parametrize(
    "body",
    [
        "NATO, the alliance of the north, met on Monday.",
        "Mr. Lind (Reuters) said so.",
        "The Harbour Workers Union (HWU) Chairman left.",
        "Islamic law (Sharia) - a code of conduct - was discussed.",
        "A: yes.",
        "Barcelona, Spain, is warm.",
        "UNICEF, in a report, said so.",
    ],
)
def test_prose_that_looks_like_a_dateline_is_left_alone(body):
    """Organisations in capitals and brackets after a name are prose."""
    assert find(body).stretches == ()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("By Ann Lee\nThe envoy left the city.", "Ann Lee"),
        ("By Ann Lee and Omar Haddad\nThe envoy left the city.", "Ann Lee and Omar Haddad"),
        ("BY ANN LEE\nThe envoy left the city.", "ANN LEE"),
        ("By Ann Lee, Harbour Wire\nThe envoy left the city.", "Ann Lee"),
        ("By. Ann Lee. PUBLISHED:. 08:06 EST, 5 November 2012. The envoy left.", "Ann Lee"),
        ("By. Ann Lee. and Omar Haddad. The envoy left.", "Ann Lee"),
    ],
)
def test_the_byline_is_found_without_its_by(body, names):
    """A byline gives the reporters' names alone."""
    byline = find(body).byline
    assert byline is not None
    assert byline.of(body).startswith(names)


@pytest.mark.parametrize(
    "line",
    [
        "(Pickup previous)",
        "(more)",
        "(end) gta.mt",
        "(end)",
        "gta.mt",
        "Source: Kuwait News Agency",
        "Read more: Harbour wall to go",
        "READ MORE: Harbour wall to go",
        "Sign up for our morning newsletter",
        "Follow Ann Lee on Twitter",
        "(Reporting by Ann Lee; Editing by Omar Haddad)",
        "(Photo: Ann Lee/Reuters)",
        "Photo by Ann Lee",
        "Ann Lee/Getty Images",
        "[Ann Lee/Reuters]",
        "Editor’s note: an earlier version named the wrong port.",
        "Copyright 2026 Harbour Wire",
        "Omar Haddad contributed to this report.",
        "KUNA 061830 Feb 26NNNN",
        "###",
        "--QNA",
        "https://example.org/story",
        "Contact: Omar Haddad, desk 555 0100",
        "Media enquiries: Ann Lee, press@harbour.example",
        "For more information, please contact the harbour office.",
        "Omar Haddad, +965 555 0100",
        "Night desk: 555 0100",
        "Eds: a second take follows by 1800 GMT.",
        "EDITORS: photos are embargoed until noon.",
        "ATTENTION EDITORS: a press conference follows",
        "Notes to editors",
        "Note to all news desks: do not use before noon.",
    ],
)
def test_lines_that_are_no_news_are_furniture(line):
    """Takes, sign-offs, credits and calls to subscribe are recognised as whole lines at a story's end."""
    assert words(f"The envoy left the city.\n\nNobody was hurt.\n{line}") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "More ships arrived on Monday.",
        "Sources said the wall would go.",
        "The end of the wall is near.",
        "Photographs of the wall were shown to the court on Monday by two of the witnesses.",
        "He signed up for the navy.",
        "Contact was lost at noon.",
        "Editors of three papers met at noon.",
        "Notes the editors published on Monday were false.",
        "Attention turned to the editors of three papers.",
        "Watch officers saw the ship.",
        "Contacts between the two sides go on.",
        "He wrote from ann@harbour.example that the wall would go.",
        "The index rose +12 points in a day.",
    ],
)
def test_lines_of_news_are_no_furniture(line):
    """Sentences that begin like a credit or a take stay in the story."""
    assert words(f"The envoy left the city.\n\n{line}\n\nNobody was hurt.") == []


def test_a_sign_off_at_the_end_of_the_last_paragraph_is_furniture():
    """A sign-off on the same line as the last sentence is split from it."""
    body = "DELFT, Feb 6 (HW) -- Nobody was hurt. (end) ab.cd"
    assert words(body) == ["DELFT, Feb 6 (HW) --", "(end) ab.cd"]


def test_an_empty_body_has_no_furniture():
    """Nothing gives nothing."""
    assert find("").stretches == ()


@given(st.text(alphabet=st.sampled_from(list("ABCab ()-—.,:\n\t/‘“6")) | st.characters(exclude_categories=["Cs"])))
def test_furniture_lies_in_order_inside_any_body(body):
    """For any text the stretches lie in the body, in order, without overlap, and so do place and byline."""
    found = find(body)
    edge = 0
    for one in found.stretches:
        assert edge <= one.start < one.end <= len(body)
        edge = one.end
    for part in (found.place, found.byline):
        assert part is None or any(stretch.holds(part) for stretch in found.stretches)
