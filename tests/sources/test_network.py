"""What briefbot connects to, and what it never connects to."""

import asyncio
import shutil
import ssl
import subprocess

import httpcore
import pytest

from briefbot.errors import FetchError, SettingsError, UnsafeAddressError
from briefbot.sources.network import PinnedBackend, checked, is_public, pairs


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
    "address", ["http://", "http:///x", "https://[::1", "http://a:99999/", "http://a b/", "http://\0/"]
)
def test_what_is_no_address_is_refused_with_an_example(address):
    """Text that is no address is refused by a line that shows what one looks like."""
    with pytest.raises(FetchError, match="write it like"):
        checked(address)


async def test_the_address_checked_is_the_address_connected_to():
    """A name whose address changes after the check is connected to where the checked answer said, here nowhere."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    async def rebinding(host, port):
        return next(answers)

    async with server:
        backend = PinnedBackend(frozenset({("rebinding.example", port)}), rebinding)
        stream = await backend.connect_tcp("rebinding.example", port, timeout=2)
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        await stream.aclose()
    assert next(answers) == ["10.0.0.1"]  # nobody asked a second time


async def test_one_private_address_among_public_ones_is_enough_to_refuse():
    """A name with a public and a private address is not connected to at all."""

    async def mixed(host, port):
        return ["8.8.8.8", "10.0.0.1"]

    with pytest.raises(UnsafeAddressError, match=r"mixed\.example leads to 10\.0\.0\.1"):
        await PinnedBackend(frozenset(), mixed).connect_tcp("mixed.example", 80)


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


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of "agency.example" that nobody but the tests trusts."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("needs openssl, to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    subject = ["-subj", "/CN=agency.example", "-addext", "subjectAltName=DNS:agency.example"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.mark.parametrize("name", ["agency.example", "other.example"])
async def test_encrypted_connections_are_those_of_the_name_and_not_of_the_address(certificate, name):
    """The certificate is held against the name that was asked for, though the connection goes to a checked address."""
    private = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    private.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    page = b"x" * 3_000_000

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(page) + page)
        await writer.drain()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=private)
    port = server.sockets[0].getsockname()[1]

    async def there(host, port):
        return ["127.0.0.1"]

    async with server:
        pool = httpcore.AsyncConnectionPool(
            ssl_context=trusting, network_backend=PinnedBackend(frozenset({(name, port)}), there)
        )
        async with pool:
            asked = pool.request("GET", f"https://{name}:{port}/")
            if name == "agency.example":
                assert (await asked).content == page
            else:
                with pytest.raises(httpcore.ConnectError, match="certificate"):
                    await asked
        server.close()
