"""Compressed answers, unpacked a bounded piece at a time: a bomb is noticed by its first pieces, never unpacked."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, Any, Protocol

from briefbot.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCEPTED = "gzip, br, zstd"
"""As Accept-Encoding says it."""

PIECE = 256 * 1024
"""Bytes unpacked at once, at most."""

_WINDOW = 23
"""log2 of the bytes that a zstd answer may make us remember: 8 MB (RFC 9659)."""


class Unpacker(Protocol):
    """What takes an answer's bytes as they come."""

    @property
    def whole(self) -> bool:
        """Whether what was fed ends where the compressed data says; true before anything was fed."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes unpack to, in pieces; `FetchError` where they are damaged."""


def unpacker(encoding: str) -> Unpacker | None:
    """For a Content-Encoding, lower case; None where the bytes are as they are. `FetchError` for one not asked for."""
    if encoding in {"identity", "", "none", "utf-8"}:  # the last two are often sent, and mean nothing
        return None
    known: dict[str, type[Unpacker]] = {"gzip": _Gzip, "x-gzip": _Gzip, "br": _Brotli, "zstd": _Zstd}
    made = known.get(encoding)
    if made is None:
        raise FetchError(f"answered compressed as {encoding[:20]!r}, which was not asked for: tell the agency")
    return made()


def _damaged(encoding: str) -> FetchError:
    return FetchError(f"answered damaged {encoding}: try again later, or tell the agency")


class _Gzip:
    """Several members in a row are one body; what follows them is padding."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=31)
        self._begun = False

    @property
    def whole(self) -> bool:
        return self._inflater.eof or not self._begun

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflater.eof:
                if not data.startswith(b"\x1f"):
                    return
                self._inflater = zlib.decompressobj(wbits=31)
            self._begun = True
            try:
                yield self._inflater.decompress(data, PIECE)
            except zlib.error:
                raise _damaged("gzip") from None
            data = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail


class _Brotli:
    def __init__(self) -> None:
        import brotli  # noqa: PLC0415 - few answers need it

        self._brotli = brotli
        self._inflater = brotli.Decompressor()
        self._begun = False

    @property
    def whole(self) -> bool:
        return not self._begun or bool(self._inflater.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        while data and not self._inflater.is_finished():
            try:
                yield self._inflater.process(data, output_buffer_limit=PIECE)
                while not self._inflater.can_accept_more_data():
                    yield self._inflater.process(b"", output_buffer_limit=PIECE)
            except self._brotli.error:
                raise _damaged("br") from None
            return


class _Zstd:
    """Several frames in a row are one body."""

    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd  # noqa: PLC0415 - few answers need it
        else:
            from backports import zstd  # noqa: PLC0415

        self._zstd = zstd
        self._inflater = self._frame()
        self._begun = False

    def _frame(self) -> Any:
        return self._zstd.ZstdDecompressor(options={self._zstd.DecompressionParameter.window_log_max: _WINDOW})

    @property
    def whole(self) -> bool:
        return not self._begun or self._inflater.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data or not (self._inflater.eof or self._inflater.needs_input):
            if self._inflater.eof:
                self._inflater = self._frame()
            self._begun = True
            try:
                yield self._inflater.decompress(data, PIECE)
            except self._zstd.ZstdError:
                raise _damaged("zstd") from None
            data = self._inflater.unused_data if self._inflater.eof else b""
