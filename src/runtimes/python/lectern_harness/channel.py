"""Frames on a stream socket: u32le length of what follows | u32le header length | header JSON | payload."""

import json
import socket
import struct

_two = struct.Struct("<II")
_read_bytes = 1 << 18
_small_bytes = 1 << 16
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class Channel:
    def __init__(self, fd):
        self._socket = socket.socket(fileno=fd)
        self._socket.setblocking(True)
        self._socket.set_inheritable(False)
        self._buffer = bytearray()

    def fileno(self):
        return self._socket.fileno()

    def send(self, header, payload=b""):
        head = _encode(header).encode("utf-8", "replace")
        size = payload.nbytes if isinstance(payload, memoryview) else len(payload)
        start = _two.pack(4 + len(head) + size, len(head)) + head
        if size <= _small_bytes:
            self._socket.sendall(start + bytes(payload))
        else:
            self._socket.sendall(start)
            self._socket.sendall(payload)

    def receive(self, wait=True):
        """The next frame as (header, payload: bytearray); None: nothing there now; EOFError: the host is gone."""
        while True:
            frame = self._take()
            if frame is not None:
                return frame
            try:
                chunk = self._socket.recv(_read_bytes, 0 if wait else socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except ConnectionError:
                raise EOFError from None
            if not chunk:
                raise EOFError
            self._buffer += chunk

    def _take(self):
        buffer = self._buffer
        if len(buffer) < 8:
            return None
        length, header_length = _two.unpack_from(buffer)
        end = 4 + length
        if len(buffer) < end:
            if length <= _small_bytes:
                return None
            self._fill(end)
            buffer = self._buffer
        header = json.loads(buffer[8 : 8 + header_length])
        payload = buffer[8 + header_length : end]
        del buffer[:end]
        return header, payload

    def _fill(self, end):
        """Of a large frame that has begun the rest comes at once: straight into its place."""
        whole = bytearray(end)
        done = len(self._buffer)
        whole[:done] = self._buffer
        view = memoryview(whole)
        while done < end:
            count = self._socket.recv_into(view[done:])
            if count == 0:
                raise EOFError
            done += count
        self._buffer = whole
