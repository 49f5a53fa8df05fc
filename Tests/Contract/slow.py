"""Clients that take their time, and whether the server hangs up on them.

Each kind sends or reads so slowly that it would hold its connection for hours. `Slow.run` ends when the server has hung
up, or after `patience` seconds, which is a fault.
"""

import random
import select
import socket
import threading
import time

ENROLLMENTS = "/ai/audio/v1/enrollments"


class Slow:
    """A crowd of slow clients of all kinds."""

    def __init__(self, host, port, patience):
        self.host, self.port, self.patience = host, port, patience
        self.ended, self.faults, self.threads = {}, [], []
        self.lock = threading.Lock()

    def start(self, count):
        for number in range(count):
            kind = KINDS[number % len(KINDS)]
            self.threads.append(threading.Thread(target=self.run, args=(kind,)))
            self.threads[-1].start()

    def join(self):
        for thread in self.threads:
            thread.join()

    def run(self, kind):
        begun = time.monotonic()
        try:
            # Where all connections are taken, this waits until the server has hung up on others.
            connection = socket.create_connection((self.host, self.port), timeout=self.patience)
        except OSError as error:
            self.faults.append(f"{kind.__name__}: {error!r}")
            return
        with connection:
            connection.setblocking(False)
            gone = kind(connection, f"{self.host}:{self.port}", begun + self.patience)
        with self.lock:
            self.ended.setdefault(kind.__name__, []).append(time.monotonic() - begun)
            if not gone:
                self.faults.append(f"{kind.__name__}: not hung up on in {self.patience:.0f} s")

    def summary(self):
        slowest = ", ".join(f"{kind} {max(times):.0f} s" for kind, times in sorted(self.ended.items()))
        return f"{sum(map(len, self.ended.values()))} slow clients, the longest of each kind held on for: {slowest}"


def hung_up(connection):
    """Whether the other side has closed; what it says before is read."""
    try:
        while (said := connection.recv(65536)) != b"":
            assert said
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def drip(connection, beginning, until, pieces):
    """Sends a beginning, then a piece now and then."""
    rest = beginning.encode()
    while time.monotonic() < until:
        try:
            rest = rest[connection.send(rest) :] if rest else rest
        except BlockingIOError:
            pass
        except OSError:
            return True
        if hung_up(connection):
            return True
        time.sleep(random.uniform(0.1, 0.5))
        rest = rest or pieces().encode()
    return False


def silence():
    return ""


def head(host, path=ENROLLMENTS, more="Content-Length: 9000000\r\n"):
    return f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{more}"


def says_nothing(connection, host, until):
    return drip(connection, "", until, silence)


def drips_a_head(connection, host, until):
    return drip(connection, head(host), until, lambda: random.choice("abc-:"))


def drips_headers(connection, host, until):
    return drip(connection, head(host), until, lambda: f"X-{random.randrange(10**6)}: a\r\n")


def drips_a_second_head(connection, host, until):
    return drip(connection, f"GET /voiceprint/v1/health HTTP/1.1\r\nHost: {host}\r\n\r\nGET /", until, lambda: "a")


def drips_a_body(connection, host, until):
    return drip(connection, head(host) + "\r\n{", until, lambda: " ")


def drips_chunks(connection, host, until):
    beginning = head(host, more="Transfer-Encoding: chunked\r\n") + "\r\n1\r\n{\r\n"
    return drip(connection, beginning, until, lambda: "1\r\n \r\n")


def drips_trailers(connection, host, until):
    beginning = head(host, more="Transfer-Encoding: chunked\r\n") + "\r\n2\r\n{}\r\n0\r\n"
    return drip(connection, beginning, until, lambda: "X-A: b\r\n")


def drips_to_nowhere(connection, host, until):
    """Goes on sending the body of a request that was refused at once."""
    return drip(connection, head(host, "/nothing/here") + "\r\n", until, lambda: " ")


def drips_a_form(connection, host, until):
    beginning = head(host, "/restapi/oauth/token", "Content-Length: 60000\r\n") + "\r\ngrant_type=password&username="
    return drip(connection, beginning, until, lambda: "a")


def stops_in_a_body(connection, host, until):
    return drip(connection, head(host) + '\r\n{"content":"AAAA', until, silence)


def half_closes(connection, host, until):
    """Closes its own side within a request and leaves the other open."""
    try:
        connection.send((head(host) + "\r\n{").encode())
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        return True
    while time.monotonic() < until:
        if hung_up(connection):
            return True
        time.sleep(0.2)
    return False


def never_reads(connection, host, until):
    """Asks for megabytes and takes nothing: a reset is all that tells that the server has hung up."""
    request = f"GET /voiceprint/v1/openapi.json HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    poll = select.poll()
    poll.register(connection, 0)
    rest = request * 1000
    while time.monotonic() < until:
        try:
            rest = rest[connection.send(rest) :] if rest else request
        except BlockingIOError:
            pass
        except OSError:
            return True
        if any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(200)):
            return True
    return False


KINDS = (
    says_nothing, drips_a_head, drips_headers, drips_a_second_head, drips_a_body, drips_chunks, drips_trailers,
    drips_to_nowhere, drips_a_form, stops_in_a_body, half_closes, never_reads,
)
