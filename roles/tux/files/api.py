#!/usr/bin/env python3
"""The API of tux: counts visits in PostgreSQL, remembers the last one in Redis, and says how it is at /health."""
import json
import os
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2


def setting(name, default=""):
    """A setting from the environment, or from a file that an environment variable names."""
    path = os.environ.get(name + "_FILE")
    if path:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    return os.environ.get(name, default)


class Cache:
    """The few commands of Redis that are needed."""

    def __init__(self):
        address = (setting("TUX_CACHE_HOST"), int(setting("TUX_CACHE_PORT", "6379")))
        self.connection = socket.create_connection(address, timeout=3)
        self.replies = self.connection.makefile("rb")
        if setting("TUX_CACHE_PASSWORD"):
            self.call("AUTH", setting("TUX_CACHE_PASSWORD"))

    def call(self, *words):
        """Sends one command and gives its reply."""
        parts = [f"*{len(words)}\r\n".encode()]
        for word in words:
            data = str(word).encode()
            parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
        self.connection.sendall(b"".join(parts))
        line = self.replies.readline().rstrip(b"\r\n")
        if line.startswith(b"-"):
            raise OSError(line[1:].decode())
        if line.startswith(b"$"):
            length = int(line[1:])
            return None if length < 0 else self.replies.read(length + 2)[:-2].decode()
        return line[1:].decode()

    def close(self):
        """Ends the connection."""
        self.replies.close()
        self.connection.close()


def database():
    """A connection to PostgreSQL."""
    return psycopg2.connect(
        host=setting("TUX_DATABASE_HOST"), port=setting("TUX_DATABASE_PORT", "5432"),
        dbname=setting("TUX_DATABASE_NAME", "tux"), user=setting("TUX_DATABASE_USER", "tux"),
        password=setting("TUX_DATABASE_PASSWORD"), connect_timeout=3)


def attempt(action):
    """The result of an action, or the reason why there is none."""
    try:
        return action(), None
    except (OSError, psycopg2.Error) as error:
        return None, str(error).strip() or type(error).__name__


def count_visit():
    """Counts one visit and gives the number of all."""
    connection = database()
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(4711)")
            cursor.execute("CREATE TABLE IF NOT EXISTS visits (at timestamptz NOT NULL DEFAULT now(), machine text)")
            cursor.execute("INSERT INTO visits (machine) VALUES (%s)", (setting("TUX_MACHINE"),))
            cursor.execute("SELECT count(*) FROM visits")
            return cursor.fetchone()[0]
    finally:
        connection.close()


def remember_visit():
    """Gives the time of the visit before, and remembers this one."""
    cache = Cache()
    try:
        before = cache.call("GET", "tux:last-visit")
        cache.call("SET", "tux:last-visit", int(time.time()))
        return before
    finally:
        cache.close()


def check_database():
    """Whether the database answers."""
    connection = database()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def check_cache():
    """Whether the cache answers."""
    cache = Cache()
    try:
        cache.call("PING")
    finally:
        cache.close()


def health():
    """The state of this machine and of what it needs."""
    checks = {"database": check_database, "cache": check_cache}
    states = {name: attempt(check)[1] or "ok" for name, check in checks.items()}
    good = all(state == "ok" for state in states.values())
    return (200 if good else 503), {"status": "ok" if good else "degraded", "machine": setting("TUX_MACHINE"), **states}


def visit():
    """The page that counts."""
    visits, database_fault = attempt(count_visit)
    before, cache_fault = attempt(remember_visit)
    fault = database_fault or cache_fault
    body = {"machine": setting("TUX_MACHINE"), "environment": setting("TUX_ENVIRONMENT"), "visits": visits,
            "last_visit": before}
    return (503, {**body, "fault": fault}) if fault else (200, body)


class Handler(BaseHTTPRequestHandler):
    """Two pages."""

    def do_GET(self):
        """Answers / and /health."""
        pages = {"/": visit, "/health": health}
        code, body = pages[self.path]() if self.path in pages else (404, {"fault": "no such page"})
        data = (json.dumps(body) + "\n").encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    ThreadingHTTPServer(("", int(setting("TUX_PORT", "8080"))), Handler).serve_forever()
