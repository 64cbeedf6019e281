"""What goes between the press and its child: a letter, a length, and so many bytes."""

from __future__ import annotations

import struct

#: a document to set, in JSON
DOCUMENT = b"D"
#: its PDF
PDF = b"P"
#: why there is none, in words of the typesetter
FAILURE = b"F"
_HEAD = struct.Struct(">cI")
HEAD_BYTES = _HEAD.size


def frame(kind: bytes, body: bytes) -> bytes:
    """The message as it is sent; at most 4 GiB."""
    return _HEAD.pack(kind, len(body)) + body


def head(start: bytes | bytearray) -> tuple[bytes, int]:
    """Kind and length of the body of a message of which at least the first five bytes are here."""
    kind, length = _HEAD.unpack_from(start)
    return kind, length
