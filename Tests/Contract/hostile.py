"""Sends what no client sends. Arguments: how many requests, a recording; the server must outlive them all.

Bodies at random and mutated, deep JSON, wrong base64, damaged audio, an hour-long recording in a small file, broken
HTTP, clients that hang up, and clients that send slowly. Only failures of the request may be answered, and a server
that is asked at the same time whether it lives must say so.
"""

import base64
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

count, recording = int(sys.argv[1]), sys.argv[2]
server = urlsplit(os.environ["VOICEPRINT_SERVER"])
assert server.hostname in ("127.0.0.1", "localhost"), "only this machine is asked"
random.seed(20261123)
statuses, faults = Counter(), []
# Refused, or too busy. Nothing here is a good request, but some damaged recordings are still recordings.
expected = {200, 201, 400, 401, 403, 404, 405, 408, 409, 413, 503}


def formats():
    """The recording in several formats, and ten hours of silence in less than a megabyte."""
    with tempfile.TemporaryDirectory() as folder:
        result = []
        for name in ("a.wav", "a.flac", "a.ogg", "a.mp3"):
            subprocess.run(["sox", recording, f"{folder}/{name}"], check=True)
            with open(f"{folder}/{name}", "rb") as file:
                result.append(file.read())
        bomb = f"{folder}/bomb.flac"
        subprocess.run(["sox", "-D", "-n", "-r", "8000", "-b", "16", bomb, "trim", "0", "36000"], check=True)
        assert os.path.getsize(bomb) < 1 << 20, os.path.getsize(bomb)
        with open(bomb, "rb") as file:
            return result, file.read()


audio, bomb = formats()


def body_of(content, **others):
    names = random.choice(({"speakerId": mallory()}, {}))
    return json.dumps({**names, "encoding": "Wav", "content": content, **others}).encode()


def mallory():
    """One of forty, so that no enrollment grows to hundreds of recordings."""
    return f"mallory_{random.randrange(40)}"


def mutated(data):
    """The bytes with some of them changed, taken away, doubled, or cut off."""
    data = bytearray(data)
    for _ in range(random.choice((1, 3, 30))):
        if not data:
            break
        place = random.randrange(len(data))
        kind = random.randrange(4)
        if kind == 0:
            data[place] ^= 1 << random.randrange(8)
        elif kind == 1:
            del data[place : place + random.randrange(1, 64)]
        elif kind == 2:
            data[place:place] = data[place : place + random.randrange(1, 64)]
        elif random.random() < 0.2:
            del data[place:]
    return bytes(data)


def hostile_body():
    kind = random.randrange(10)
    if kind == 0:
        return random.randbytes(random.choice((0, 1, 10, 1000, 100_000)))
    if kind == 1:
        return random.choice((b"[", b'{"content":', b'{"a":[')) * random.choice((10, 1000, 100_000))
    if kind == 2:
        return body_of(base64.b64encode(random.randbytes(300)).decode() + random.choice("*%=-_ \u00e4"))
    if kind == 3:
        return body_of(random.choice((None, 1, True, [], {}, "", " ", "A", "AAAAA", [["x"]])))
    if kind == 4:
        odd = random.choice((None, -1, 1e308, 2**70, "\x00", "a" * 10_000, [], {}, True, "\ud800", "ü"))
        name = random.choice(("speakerId", "enrollmentId", "encoding", "languageCode", "prior", "top", "speakerIds"))
        return body_of("AAAA", **{name: odd})
    if kind == 5:
        return mutated(body_of("A" * 400))
    if kind == 6:
        return json.dumps(random.choice((None, 1, "x", [], [body_of("x").decode()]))).encode()
    if kind == 7:
        return random.randbytes(20).hex().encode() * 50
    return body_of(base64.b64encode(mutated(random.choice(audio))).decode())


paths = (
    ("POST", "/ai/audio/v1/enrollments"),
    *(("PATCH", f"/ai/audio/v1/enrollments/mallory_{number}") for number in range(3)),
    ("POST", "/voiceprint/v1/verify"),
    ("POST", "/voiceprint/v1/identify"),
    ("POST", "/restapi/oauth/token"),
    ("POST", "/restapi/oauth/revoke"),
    ("DELETE", "/ai/audio/v1/enrollments/" + "%00" * 9),
    ("GET", "/ai/audio/v1/enrollments?page=%FF&perPage=%00"),
    ("PUT", "/../../etc/passwd"),
)


def send(method, path, body, headers={}):
    connection = http.client.HTTPConnection(server.hostname, server.port, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        text = response.read()
        statuses[response.status] += 1
        if response.status not in expected:
            faults.append(f"{method} {path}: {response.status} {text[:200]}")
    except (http.client.HTTPException, ConnectionError):
        # A client that is thrown out has lost nothing; that the server lives is asked apart.
        statuses["hung up"] += 1
    except OSError as error:
        faults.append(f"{method} {path}: {error!r}")
    finally:
        connection.close()


def broken_http(number):
    """What is no HTTP: refused or hung up on, and not waited for."""
    head = f"POST /ai/audio/v1/enrollments HTTP/1.1\r\nHost: {server.netloc}\r\n".encode()
    data = (
        random.randbytes(400),
        b"GET / HTTP/9.9\r\n\r\n",
        head + b"Content-Length: -5\r\n\r\n",
        head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx",
        head + b"A: " + b"b" * 200_000 + b"\r\n\r\n",
        head + b"A:b\r\n" * 5000 + b"\r\n",
        head + b"Content-Length: 99999999999999999999\r\n\r\n",
        head + b"Content-Length: 1000000\r\n\r\n" + b"x" * 1000,
    )[number % 10]
    with socket.create_connection((server.hostname, server.port), timeout=10) as connection:
        try:
            connection.sendall(data)
            if number % 10 != 9:
                connection.shutdown(socket.SHUT_WR)
                connection.recv(100)
        except (ConnectionError, TimeoutError):
            pass
    statuses["broken"] += 1


def slow_sender(seconds):
    """Sends a byte now and then until it is thrown out or has had enough."""
    end = time.monotonic() + seconds
    with socket.create_connection((server.hostname, server.port), timeout=seconds) as connection:
        head = f"POST /ai/audio/v1/enrollments HTTP/1.1\r\nHost: {server.netloc}\r\nContent-Length: 9000000\r\n\r\n"
        try:
            connection.sendall(head.encode()[: random.choice((20, 1000))])
            while time.monotonic() < end:
                connection.sendall(b" ")
                time.sleep(0.5)
        except (ConnectionError, TimeoutError):
            statuses["slow, thrown out"] += 1
            return
    statuses["slow, left"] += 1


def alive():
    """How long the server takes to say that it lives, in seconds."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection(server.hostname, server.port, timeout=30)
    connection.request("GET", "/voiceprint/v1/health")
    assert connection.getresponse().status == 200
    return time.monotonic() - begun


def resident():
    connection = http.client.HTTPConnection(server.hostname, server.port, timeout=30)
    connection.request("GET", "/voiceprint/v1/metrics")
    for line in connection.getresponse().read().decode().splitlines():
        if line.startswith("process_resident_memory_bytes "):
            return float(line.split()[1]) / 2**20


slowest, done = 0.0, threading.Event()


def watch():
    global slowest
    while not done.wait(0.2):
        slowest = max(slowest, alive())


begun, before = time.monotonic(), resident()
watcher = threading.Thread(target=watch)
watcher.start()
slow = [threading.Thread(target=slow_sender, args=(8 + count / 1000,)) for _ in range(50)]
for thread in slow:
    thread.start()
with ThreadPoolExecutor(16) as pool:
    for number in range(count):
        if number % 20 == 19:
            pool.submit(broken_http, number // 20)
        elif number % 500 == 250:
            pool.submit(send, *random.choice(paths[:6]), body_of(base64.b64encode(bomb).decode()))
        else:
            pool.submit(send, *random.choice(paths), hostile_body())
for thread in slow:
    thread.join()
done.set()
watcher.join()
after = resident()
kinds = ", ".join(f"{kind}: {number}" for kind, number in sorted(statuses.items(), key=str))
print(f"{count} requests in {time.monotonic() - begun:.1f} s: {kinds}")
print(f"memory {before:.0f} MiB before, {after:.0f} MiB after; slowest sign of life {slowest:.2f} s")
for fault in faults[:20]:
    print(f"fault: {fault}", file=sys.stderr)
print(f"{count} checks, {len(faults)} faults")
sys.exit(1 if faults else 0)
