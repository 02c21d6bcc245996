"""What briefbot connects to, what it never connects to, and how it takes answers in."""

import asyncio
import contextlib
import socket

import pytest

from briefbot.errors import FetchError, UnsafeAddressError
from briefbot.sources import connections
from briefbot.sources.connections import Connections
from briefbot.sources.network import checked

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews"


class Taken:
    """Takes all there is of an answer."""

    def __init__(self, most: int = 10_000_000) -> None:
        self.status, self.body, self.weight = 0, b"", 0
        self.headers: dict[str, str] = {}
        self._most = most

    def weigh(self, size):
        self.weight += size

    def begin(self, status, reason, headers):
        self.status, self.reason, self.headers = status, reason, headers
        return True

    def take(self, piece):
        self.body += piece
        return len(self.body) < self._most


class Server:
    """Gives the answers one after the other, to whoever asks; counts its connections, and those that were ended."""

    def __init__(self) -> None:
        self.port = 0
        self.answers: list[bytes] = []
        self.connections = self.ended = 0
        self.requests: list[bytes] = []
        self.closes = False
        self.serving: set[asyncio.Task[None]] = set()

    @property
    def url(self):
        return checked(f"http://127.0.0.1:{self.port}/feed")

    async def serve(self, reader, writer):
        self.connections += 1
        serving = asyncio.current_task()
        assert serving is not None
        self.serving.add(serving)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(self.answers.pop(0))
                await writer.drain()
                if self.closes:
                    break
        self.ended += 1
        writer.close()


@pytest.fixture
async def server():
    made = Server()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield made
        await asyncio.gather(*made.serving)
        listening.close()


@pytest.fixture
def to(server):
    """Connections to that server, which are told where it is whatever its name."""

    async def there(host, port):
        return ["127.0.0.1"]

    pairs = frozenset((host, server.port) for host in ("127.0.0.1", *(f"{n}.example" for n in range(12))))
    made = Connections(pairs, connecting=2, resolve=there)
    yield made
    made.close()


async def test_the_address_checked_is_the_address_connected_to(server):
    """A name whose address changes after the check is connected to where the checked answer said."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    async def rebinding(host, port):
        return next(answers)

    server.answers = [WHOLE]
    pair = ("rebinding.example", server.port)
    made = Connections(frozenset({pair}), connecting=2, resolve=rebinding)
    taken = Taken()
    await made.get(checked("http://{}:{}/".format(*pair)), "", taken)
    made.close()
    assert taken.body == b"news"
    assert next(answers) == ["10.0.0.1"]  # nobody asked a second time


@pytest.mark.parametrize("addresses", [["8.8.8.8", "10.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1%lo"], ["127.0.0.1"]])
async def test_one_private_address_among_public_ones_is_enough_to_refuse(addresses):
    """A name with a public and a private address is not connected to at all."""

    async def mixed(host, port):
        return addresses

    made = Connections(frozenset({("mixed.example", 81)}), connecting=2, resolve=mixed)
    with pytest.raises(UnsafeAddressError, match=rf"mixed\.example leads to {addresses[-1]}"):
        await made.get(checked("http://mixed.example/"), "", Taken())


@pytest.mark.parametrize("addresses", [[], ["127.0.0.1"]])
async def test_a_name_that_leads_nowhere_is_said(addresses):
    """A name without an address, and one whose address nobody listens at, is no connection."""
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()

    async def found(host, port):
        return addresses

    made = Connections(frozenset({("no.example", port)} if addresses else ()), connecting=2, resolve=found)
    with pytest.raises(FetchError, match=r"cannot connect to no\.example: .+"):
        await made.get(checked(f"http://no.example:{port}/"), "", Taken())


async def test_an_address_that_does_not_answer_is_given_up():
    """A host that lets those wait who want to connect is not waited for longer than is allowed."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf, contextlib.ExitStack() as waiting:
        for _ in range(3):  # as many as the system lets wait
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)  # noqa: FBT003 - the standard library's signature
            with contextlib.suppress(BlockingIOError):
                other.connect(deaf.getsockname())
        pair = deaf.getsockname()
        made = Connections(frozenset({pair}), connecting=0.1)
        with pytest.raises(FetchError, match="did not answer in time"):
            await made.get(checked("http://{}:{}/".format(*pair)), "", Taken())


async def test_the_second_address_is_tried_where_the_first_does_not_answer(server):
    """A name's addresses are tried one after the other."""

    async def two(host, port):
        return ["127.0.0.2", "127.0.0.1"]

    server.answers, taken = [WHOLE], Taken()
    made = Connections(frozenset({("two.example", server.port)}), connecting=2, resolve=two)
    await made.get(checked(f"http://two.example:{server.port}/"), "", taken)
    made.close()
    assert taken.body == b"news"


async def test_a_name_that_the_system_does_not_know_is_said():
    """What cannot be looked up says so."""
    made = Connections(frozenset(), connecting=2)
    with pytest.raises(FetchError, match="leads nowhere"):
        await made.get(checked(f"http://{'x' * 70}.invalid/"), "", Taken())


async def test_a_request_is_for_the_name_and_the_path(server, to):
    """Host is the name that was asked for, with its port; path and query are as they were given."""
    server.answers = [WHOLE]
    await to.get(checked(f"http://1.example:{server.port}/a/../b?q=%2F&r=ü"), "X: y\r\n", Taken())
    head = f"GET /b?q=%2F&r=%C3%BC HTTP/1.1\r\nHost: 1.example:{server.port}\r\nX: y\r\n\r\n"
    assert server.requests == [head.encode()]


async def test_a_connection_is_used_again_while_the_host_keeps_it(server, to):
    """The second request to a host goes over the connection of the first, and each has its own answer."""
    server.answers = [WHOLE, b"HTTP/1.1 304 Not Modified\r\nETag: 2\r\n\r\n", WHOLE]
    for status, body in ((200, b"news"), (304, b""), (200, b"news")):
        taken = Taken()
        await to.get(server.url, "", taken)
        assert (taken.status, taken.body) == (status, body)
    assert server.connections == 1


@pytest.mark.parametrize(
    "said",
    [
        WHOLE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        WHOLE.replace(b"HTTP/1.1", b"HTTP/1.0"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n0\r\n\r\n",
        WHOLE + WHOLE,
        WHOLE + b"no HTTP",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nnews",
    ],
)
async def test_a_connection_is_given_up_where_the_next_answer_might_not_be_ones_own(server, to, said):
    """Where the host closes it, leaves its length unclear or says more than it was asked, the next request has another.

    What was said too much is never part of an answer.
    """
    server.answers = [said, WHOLE.replace(b"news", b"next")]
    first, second = Taken(), Taken()
    await to.get(server.url, "", first)
    assert (first.status, first.body) in {(200, b"news"), (304, b"")}
    await to.get(server.url, "", second)
    assert (second.body, server.connections) == (b"next", 2)


async def test_what_is_said_unasked_ends_a_connection(server, to):
    """An answer that comes after the last, and before the next request, is no answer to that request."""
    wrote = asyncio.Event()

    async def talkative(reader, writer):
        server.connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(WHOLE)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(WHOLE.replace(b"news", b"evil"))
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()
        wrote.set()

    async with await asyncio.start_server(talkative, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        made = Connections(frozenset({("127.0.0.1", port)}), connecting=2)
        for count in (1, 2):
            taken = Taken()
            await made.get(checked(f"http://127.0.0.1:{port}/"), "", taken)
            await wrote.wait()
            wrote.clear()
            assert (taken.body, server.connections) == (b"news", count)
        made.close()


async def test_a_connection_that_the_host_closed_meanwhile_is_not_used_again(server, to):
    """A host that closes after its answer is connected to anew."""
    server.answers, server.closes = [WHOLE, WHOLE], True
    for _ in range(2):
        await to.get(server.url, "", taken := Taken())
        assert taken.body == b"news"
        await asyncio.sleep(0.02)
    assert server.connections == 2


async def test_a_connection_that_was_idle_for_long_is_not_used_again(server, to, monkeypatch):
    """A connection is kept for a while only."""
    server.answers = [WHOLE, WHOLE]
    await to.get(server.url, "", Taken())
    monkeypatch.setattr(connections, "KEPT", 0.0)
    await to.get(server.url, "", Taken())
    assert server.connections == 2


async def test_few_connections_are_kept(server, to):
    """Of many hosts' connections the oldest are closed, so that no more than ten stand idle."""
    server.answers = [WHOLE] * 12
    for number in range(12):
        await to.get(checked(f"http://{number}.example:{server.port}/"), "", Taken())
    await asyncio.sleep(0.05)
    assert (server.connections, server.ended) == (12, 2)


async def test_two_answers_of_one_host_at_once_leave_one_connection(server, to):
    """Whoever asks a host twice at once has two connections, of which one is kept."""
    server.answers = [WHOLE, WHOLE]
    await asyncio.gather(*(to.get(server.url, "", Taken()) for _ in range(2)))
    await asyncio.sleep(0.05)
    assert (server.connections, server.ended) == (2, 1)


ODD = {
    "lines without CR": b"HTTP/1.1 200 OK\nContent-Length: 4\n\nnews",
    "no words": b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nnews",
    "a header on two lines": b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 4\r\n\r\nnews",
    "blanks after a chunk's size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4  \r\nnews\r\n0\r\n\r\n",
    "trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n4;a=b\r\nnews\r\n0\r\nETag: 9\r\n\r\n",
    "an offer of another protocol": WHOLE.replace(b"\r\n\r\n", b"\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
    "an announcement": b"HTTP/1.1 103 Early Hints\r\nETag: 9\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + WHOLE,
    "no length": b"HTTP/1.0 200 OK\r\n\r\nnews",
    "a letter that is no ASCII": WHOLE.replace(b"\r\n\r\n", b"\r\nX: \xfc, \xc3\xbc\r\n\r\n"),
}


@pytest.mark.parametrize("said", ODD.values(), ids=ODD)
@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_answers_as_old_servers_give_them_are_understood(server, to, said, size):
    """Odd answers are read, however they are cut in transit; what stands before and after them is not of them."""

    async def piecemeal(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        for at in range(0, len(said), size):
            writer.write(said[at : at + size])
            await writer.drain()
            await asyncio.sleep(0)
        writer.close()

    async with await asyncio.start_server(piecemeal, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        made = Connections(frozenset({("127.0.0.1", port)}), connecting=2)
        taken = Taken()
        await made.get(checked(f"http://127.0.0.1:{port}/"), "", taken)
        made.close()
    assert (taken.status, taken.body, taken.weight) == (200, b"news", len(said))
    assert "etag" not in taken.headers


async def test_a_header_said_twice_is_one(server, to):
    """The values of a repeated header stand beside each other, in any case of its name."""
    server.answers = [WHOLE.replace(b"\r\n\r\n", b"\r\nCache-Control: a\r\nCACHE-control: b\r\n\r\n")]
    await to.get(server.url, "", taken := Taken())
    assert taken.headers["cache-control"] == "a, b"


FOREIGN = {
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nnews",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nnews",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nnews",
    "a chunk without end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nnews",
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nnews",
    "no last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n",
    "an encoding on the way": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nnews",
    "two encodings": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n4\r\nnews\r\n0\r\n\r\n",
    "a hidden header": b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 4\r\n\r\nnews",
    "a header without a name": b"HTTP/1.1 200 OK\r\n: b\r\nContent-Length: 4\r\n\r\nnews",
    "half a header": b"HTTP/1.1 200 OK\r\nContent-Le",
    "an announcement of nothing": b"HTTP/1.1 100 Continue\r\n\r\n",
    "radio": b"ICY 200 OK\r\nContent-Length: 4\r\n\r\nnews",
}


@pytest.mark.parametrize("said", FOREIGN.values(), ids=FOREIGN)
async def test_what_is_no_proper_answer_is_an_error(server, to, said):
    """An answer that breaks off, hides something or contradicts itself is none."""
    server.answers, server.closes = [said], True
    with pytest.raises(FetchError, match="broke off, or answered no proper HTTP"):
        await to.get(server.url, "", Taken())


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n0\r\n", b"X: y\r\n" * 1000),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;", b"a" * 10_000),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        (b"HTTP/1.1 200 ", b"O" * 10_000),
    ],
)
async def test_what_goes_on_without_a_body_is_given_up(server, begin, more):
    """Trailers, a chunk's extensions, announcements and a status line that never end are given up soon."""

    async def endless(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(begin)
        with contextlib.suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(more)
                await writer.drain()
        writer.close()

    async with await asyncio.start_server(endless, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        made = Connections(frozenset({("127.0.0.1", port)}), connecting=2)
        with pytest.raises(FetchError, match="without end"):
            await made.get(checked(f"http://127.0.0.1:{port}/"), "", taken := Taken())
        assert taken.weight < 1_000_000


async def test_no_more_is_taken_than_is_wanted(server, to):
    """Once enough of a body came, the exchange ends, and its connection with it."""
    server.answers = [WHOLE.replace(b"4", b"1000"), WHOLE]
    await to.get(server.url, "", taken := Taken(most=2))
    assert taken.body == b"news"
    await to.get(server.url, "", Taken())
    assert server.connections == 2


async def test_an_exchange_that_is_cancelled_ends_its_connection(server, to):
    """Whoever gives up waiting leaves no connection behind on which an old answer might come."""
    server.answers = [b"", WHOLE]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(to.get(server.url, "", Taken()), 0.1)
    await to.get(server.url, "", taken := Taken())
    assert (taken.body, server.connections) == (b"news", 2)
