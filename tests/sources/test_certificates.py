"""Encrypted connections: a certificate is that of the name that was asked for."""

import asyncio
import shutil
import ssl
import subprocess

import pytest

from briefbot.errors import FetchError
from briefbot.sources.connections import Connections
from briefbot.sources.network import checked
from tests.sources.test_connections import Taken


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
        made = Connections(frozenset({(name, port)}), connecting=2, resolve=there, tls=trusting)
        taken = Taken()
        asked = made.get(checked(f"https://{name}:{port}/"), "", taken)
        if name == "agency.example":
            await asked
            assert taken.body == page
        else:
            with pytest.raises(FetchError, match=r"cannot connect to other\.example.*certificate"):
                await asked
        made.close()
        server.close()


async def test_nobody_is_trusted_whom_the_system_does_not_trust(certificate):
    """A certificate of the right name that nobody vouches for is refused."""
    private = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    private.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")

    async def there(host, port):
        return ["127.0.0.1"]

    async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=private) as server:
        port = server.sockets[0].getsockname()[1]
        made = Connections(frozenset({("agency.example", port)}), connecting=2, resolve=there)
        with pytest.raises(FetchError, match="certificate"):
            await made.get(checked(f"https://agency.example:{port}/"), "", Taken())
        server.close()
