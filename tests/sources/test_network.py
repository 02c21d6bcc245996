"""Which addresses are read, and which never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import FetchError, SettingsError, SourceError, UnsafeAddressError
from briefbot.sources.network import checked, is_public, pairs


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_are_public(address):
    """Addresses that anybody can be reached at are public, also written inside IPv6."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.1.1",
        ),
        *("255.255.255.255", "198.18.0.1", "192.88.99.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%lo", "fc00::1"),
        *(
            "ff02::1",
            "fec0::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "::127.0.0.1",
        ),
        *("2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "100::1", "64:ff9b:1::a00:1"),
    ],
)
def test_private_and_special_addresses_are_not_public(address):
    """Loopback, private, link-local, shared, multicast, reserved and disguised addresses are not public."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "ftp://agency.example/", "gopher://agency.example/", "javascript:alert(1)", "data:,x"),
        *("http://user@agency.example/", "http://user:secret@agency.example/", "http://agency.example:25/"),
        *("http://2130706433/", "http://0177.0.0.1/", "http://0x7f.1/", "http://127.1/", "http://[fe80::1%25lo]/"),
    ],
)
def test_addresses_that_are_unsafe_by_their_text_are_refused(address):
    """Other schemes, user names, odd ports and disguised IP addresses are refused before anything is looked up."""
    with pytest.raises(UnsafeAddressError):
        checked(address)


@pytest.mark.parametrize(
    "address",
    [
        *("http://", "http:///x", "https://[::1", "http://a:99999/", "http://a b/", "http://\0/", "http://a/\0"),
        *("http://a/b c", "http://[::1::2]/", "http://256.1.1.1/", "http://a$b/", "http://\u2764.\u00ad/"),
    ],
)
def test_what_is_no_address_is_refused_with_an_example(address):
    """Text that is no address is refused by a line that shows what one looks like."""
    with pytest.raises(FetchError, match="write it like"):
        checked(address)


@pytest.mark.parametrize(
    ("address", "text", "host", "target"),
    [
        ("HTTP://Agency.Example:80", "http://agency.example", "agency.example", "/"),
        ("https://agency.example:8443?a", "https://agency.example:8443?a", "agency.example", "/?a"),
        ("http://agency.example:443/", "http://agency.example:443/", "agency.example", "/"),
        ("https://[2606:4700::0:1111]/x#y", "https://[2606:4700::1111]/x#y", "2606:4700::1111", "/x"),
        ("https://hafen-süd.example/ä/", "https://xn--hafen-sd-d6a.example/%C3%A4/", None, "/%C3%A4/"),
        ("http://a.example/%7Ex?u=a%2Fb+c|d'", "http://a.example/%7Ex?u=a%2Fb+c|d'", None, "/%7Ex?u=a%2Fb+c|d'"),
        ('http://a.example/<"{}>', "http://a.example/%3C%22%7B%7D%3E", None, "/%3C%22%7B%7D%3E"),
        ("http://a.example/a/./b/../../../c/.", "http://a.example/c/", None, "/c/"),
        ("http://a.example/..", "http://a.example/", None, "/"),
        ("http://a.example/.well-known//x", "http://a.example/.well-known//x", None, "/.well-known//x"),
    ],
)
def test_an_address_is_asked_for_as_it_was_written(address, text, host, target):
    """What is quoted stays as it is, what no request may hold is quoted, names are IDNA, and dots lead nowhere."""
    found = checked(address)
    assert (str(found), found.target) == (text, target)
    assert host in {None, found.host}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("/b", "https://coast.example/b"),
        (" c d ", "https://coast.example/x/c%20d"),
        ("?q", "https://coast.example/x/y?q"),
        ("//other.example/../ä", "https://other.example/%C3%A4"),
        ("http://other.example", "http://other.example"),
    ],
)
def test_a_link_leads_from_where_it_stands(link, target):
    """Relative and absolute links are understood, with blanks in them too."""
    assert str(checked("https://coast.example/x/y?z").join(link)) == target


@pytest.mark.parametrize("link", ["http://[::1", "http://a:99999/", "http://[x]/"])
def test_a_link_that_leads_nowhere_is_refused(link):
    """What is no address as a link is none either."""
    with pytest.raises(FetchError, match="write it like"):
        checked("https://coast.example/").join(link)


_LINKS = st.text() | st.text(alphabet="htps:/[]@%.?#0x1aü\\ \r\n-").map("http://a.example{}".format)


@given(_LINKS, _LINKS)
def test_whatever_text_is_no_way_into_a_request(address, link):
    """Any text is an address or refused; an address stays what it is, and holds nothing that ends a request's line."""
    try:
        found = checked(address)
        found = found.join(link)
    except SourceError:
        return
    assert checked(str(found)) == found
    assert all("!" <= letter <= "~" for letter in found.target + found.netloc + found.text)


def test_private_addresses_are_host_and_port_pairs():
    """host:port pairs are taken in any case, IPv6 ones in brackets."""
    assert pairs(["Demo.local:8080", "[::1]:9000", "10.0.0.5:80"]) == {
        ("demo.local", 8080),
        ("::1", 9000),
        ("10.0.0.5", 80),
    }


@pytest.mark.parametrize("pair", ["10.0.0.5", "a:b", "http://10.0.0.5:80", "10.0.0.5:80/x", ":80", ""])
def test_what_is_no_pair_is_refused_by_the_settings_name(pair):
    """A malformed pair names the variable that it stands in and what belongs there."""
    with pytest.raises(SettingsError, match=r"BRIEFBOT_PRIVATE_ADDRESSES.*such as"):
        pairs([pair])
