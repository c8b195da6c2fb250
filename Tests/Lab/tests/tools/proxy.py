#!/usr/bin/env python3
"""A TCP proxy that cuts its first connection after so many bytes, damages one of them, or passes only so many a second.

proxy.py PORT HOST PORT [--cut up|down BYTES] [--reset] [--flip up|down BYTES] [--rate BYTES] [--count FILE]: listens on
127.0.0.1, says `ready`.
"""
import argparse
import socket
import struct
import threading
import time


def arguments():
    """The words of the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("listen", type=int)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--cut", nargs=2, metavar=("DIRECTION", "BYTES"))
    parser.add_argument("--flip", nargs=2, metavar=("DIRECTION", "BYTES"))
    parser.add_argument("--reset", action="store_true")
    parser.add_argument("--rate", type=int, default=0)
    parser.add_argument("--count")
    return parser.parse_args()


class Link:
    """One connection through the proxy."""

    def __init__(self, near, far, options, cut, flip):
        self.options = options
        self.cut, self.flip = cut, flip
        self.ends = (near, far)
        self.counts = {"up": 0, "down": 0}
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.carry, args=words, daemon=True)
                        for words in (("up", near, far), ("down", far, near))]
        for thread in self.threads:
            thread.start()

    def carry(self, direction, source, sink):
        """Passes bytes on until the end, or until the chosen byte."""
        try:
            while data := source.recv(65536):
                if self.cut and self.cut[0] == direction:
                    left = self.cut[1] - self.counts[direction]
                    if len(data) >= left:
                        sink.sendall(data[:left])
                        self.end()
                        return
                if self.flip and self.flip[0] == direction:
                    place = self.flip[1] - self.counts[direction]
                    if 0 <= place < len(data):
                        data = data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1:]
                self.counts[direction] += len(data)
                self.write_counts()
                step = max(1, self.options.rate // 10) if self.options.rate else len(data)
                for start in range(0, len(data), step):
                    sink.sendall(data[start:start + step])
                    if self.options.rate:
                        time.sleep(0.1)
        except OSError:
            pass
        self.end()

    def write_counts(self):
        """What has passed so far, for whoever chooses the next cut."""
        if self.options.count:
            with self.lock, open(self.options.count, "w", encoding="utf-8") as file:
                file.write(f"{self.counts['up']} {self.counts['down']}")

    def end(self):
        """Closes both ends, with a reset if so asked."""
        for end in self.ends:
            try:
                if self.options.reset:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    end.close()
                else:
                    end.shutdown(socket.SHUT_RDWR)
                    end.close()
            except OSError:
                # The other direction has closed it already.
                continue


def main():
    """Serves until it is ended."""
    options = arguments()
    listener = socket.create_server(("127.0.0.1", options.listen), backlog=64)
    print("ready", flush=True)
    cut, flip = ((words[0], int(words[1])) if words else None for words in (options.cut, options.flip))
    while True:
        near, _ = listener.accept()
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Link(near, socket.create_connection((options.host, options.port)), options, cut, flip)
        cut = flip = None


main()
