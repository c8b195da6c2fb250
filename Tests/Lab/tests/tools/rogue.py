#!/usr/bin/env python3
"""Servers that only pretend to be an sshd, one a port from PORT on, in the order of MODES. Says `ready`."""
import os
import socket
import struct
import sys
import threading

VERSION = b"SSH-2.0-OpenSSH_9.2\r\n"


def packet(payload, padding=8):
    """A packet as it is before the key exchange."""
    length = 1 + len(payload) + padding
    return struct.pack(">IB", length, padding) + payload + bytes(padding)


def name_list(text):
    """A list of names on the wire."""
    return struct.pack(">I", len(text)) + text


def key_exchange():
    """An honest offer of algorithms."""
    lists = [b"curve25519-sha256", b"ssh-ed25519", b"aes256-ctr", b"aes256-ctr", b"hmac-sha2-256", b"hmac-sha2-256",
             b"none", b"none", b"", b""]
    return packet(b"\x14" + os.urandom(16) + b"".join(map(name_list, lists)) + bytes(5), 8)


def endless(stream):
    """Lines before the version, without end."""
    while True:
        stream.sendall(b"please wait\r\n" * 1000)


def one_line(stream):
    """A single line that never ends."""
    while True:
        stream.sendall(b"x" * 65536)


def noise(stream):
    """Bytes without any meaning."""
    while True:
        stream.sendall(os.urandom(65536))


def silent_end(stream):
    """Nothing at all."""
    stream.recv(1)


MODES = {
    "closes": lambda stream: None,
    "silent-end": silent_end,
    "other-protocol": lambda stream: stream.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "old-version": lambda stream: stream.sendall(b"SSH-1.5-ancient\r\n"),
    "endless-banner": endless,
    "endless-line": one_line,
    "noise": noise,
    "noise-after-version": lambda stream: (stream.sendall(VERSION), noise(stream)),
    "success-at-once": lambda stream: stream.sendall(VERSION + packet(b"\x34")),
    "success-after-offer": lambda stream: stream.sendall(VERSION + key_exchange() + packet(b"\x34") * 3),
    "new-keys-at-once": lambda stream: stream.sendall(VERSION + key_exchange() + packet(b"\x15") + packet(b"\x34")),
    "huge-packet": lambda stream: stream.sendall(VERSION + struct.pack(">IB", 0x7fffffff, 4) + bytes(100000)),
    "empty-packet": lambda stream: stream.sendall(VERSION + struct.pack(">IB", 0, 0) * 1000),
    "false-key": lambda stream: stream.sendall(
        VERSION + key_exchange() + packet(b"\x1f" + name_list(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(32))
                                          + name_list(bytes(32)) + name_list(bytes(83)))),
    "disconnects": lambda stream: stream.sendall(
        VERSION + packet(b"\x01\0\0\0\x0b" + name_list(b"\x1b]0;title\x07go away") + name_list(b""))),
}


def serve(listener, mode):
    """Plays one part to everyone who comes."""
    while True:
        stream, _ = listener.accept()

        def talk(stream=stream):
            try:
                MODES[mode](stream)
                while stream.recv(65536):
                    pass
            except OSError:
                pass
            stream.close()
        threading.Thread(target=talk, daemon=True).start()


def main():
    """One listener a mode."""
    first = int(sys.argv[1])
    for number, mode in enumerate(MODES):
        listener = socket.create_server(("127.0.0.1", first + number), backlog=64)
        threading.Thread(target=serve, args=(listener, mode), daemon=True).start()
    print("ready " + " ".join(MODES), flush=True)
    threading.Event().wait()


main()
