"""Sends what no client sends. Arguments: how many requests, the seconds after which a slow client must have been hung
up on, a recording; the server must outlive them all.

Bodies at random and mutated, deep JSON, wrong base64, damaged audio, a recording of ten hours in a small file, broken
HTTP, clients that hang up, clients that send or read slowly, and recordings and webhooks where nobody may be sent. Only
failures of the request may be answered. At the same time the server must say that it lives, and enroll a good client.
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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

from slow import KINDS, Slow

count, patience, recording = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
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
    if kind < 9:
        return random.randbytes(20).hex().encode() * 50
    return body_of(base64.b64encode(mutated(random.choice(audio))).decode())


paths = (
    ("POST", "/ai/audio/v1/enrollments"),
    *(("PATCH", "/ai/audio/v1/enrollments/NAME") for _ in range(3)),
    ("POST", "/voiceprint/v1/verify"),
    ("POST", "/voiceprint/v1/identify"),
    ("POST", "/restapi/oauth/token"),
    ("POST", "/restapi/oauth/revoke"),
    ("DELETE", "/ai/audio/v1/enrollments/" + "%00" * 9),
    ("GET", "/ai/audio/v1/enrollments?page=%FF&perPage=%00"),
    ("PUT", "/../../etc/passwd"),
)


def send(method, path, body, headers={}):
    connection = http.client.HTTPConnection(server.hostname, server.port, timeout=300)
    path = path.replace("NAME", mallory())
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
                if connection.recv(100)[9:10] == b"5":
                    faults.append(f"broken request {number % 10}: a fault of the server")
        except (ConnectionError, TimeoutError):
            pass
    statuses["broken"] += 1


class Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever asks to where nobody may be sent."""

    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", random.choice(FORBIDDEN))
        self.end_headers()

    def log_message(self, *_):
        pass


FORBIDDEN = (
    "file:///etc/passwd", "http://10.0.0.1/", "http://192.168.0.1:22/", "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:10.0.0.1]/", "http://[fd00::1]/", "http://example.com/", "http://0x7f.1/", "gopher://127.0.0.1/",
)
jobs, turned_away = [], 0


def send_away():
    """A job whose recording or webhook is where nobody may be sent, or says that it is elsewhere."""
    global turned_away
    target, body = random.choice(FORBIDDEN), {"encoding": "Wav", "languageCode": "en-US"}
    path, kind = "/ai/audio/v1/async/speaker-diarize", random.randrange(3)
    if kind == 0:
        path += f"?webhook={quote(target)}"
        body["content"] = "AAAA"
    else:
        body["contentUri"] = target if kind == 1 else elsewhere
    connection = http.client.HTTPConnection(server.hostname, server.port, timeout=300)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        statuses[response.status] += 1
        if kind < 2:
            turned_away += 1
            if response.status not in (400, 503):
                faults.append(f"{target}: {response.status} {text[:200]}")
        elif response.status == 202:
            jobs.append(json.loads(text)["jobId"])
        elif response.status not in (429, 503):
            faults.append(f"{target}: {response.status} {text[:200]}")
    except (OSError, http.client.HTTPException) as error:
        faults.append(f"{target}: {error!r}")
    finally:
        connection.close()


def get(path):
    connection = http.client.HTTPConnection(server.hostname, server.port, timeout=300)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read()


def follow(job):
    """Waits for a job that was sent elsewhere, which must end as failed because that was refused."""
    while True:
        status, text = get(f"/ai/status/v1/jobs/{job}")
        found = json.loads(text)
        if status != 200 or found["status"] != "InProgress":
            break
        time.sleep(0.2)
    error = found.get("response", {}).get("errors", [{}])[0]
    # One sentence for whatever went wrong; that it was refused is in the log, and in tests of fetching.
    refused = "no file came from there" in error.get("message", "")
    if found.get("status") != "Fail" or error.get("parameterName") != "contentUri" or not refused:
        faults.append(f"job {job}: {text[:300]}")


def alive():
    """How long the server takes to say that it lives, in seconds."""
    begun = time.monotonic()
    assert get("/voiceprint/v1/health")[0] == 200
    return time.monotonic() - begun


def resident():
    for line in get("/voiceprint/v1/metrics")[1].decode().splitlines():
        if line.startswith("process_resident_memory_bytes "):
            return float(line.split()[1]) / 2**20


slowest, largest, honest, done = 0.0, 0.0, [], threading.Event()


def watch():
    global slowest, largest
    while not done.wait(0.2):
        slowest, largest = max(slowest, alive()), max(largest, resident())


def enroll():
    """A good client beside all of it."""
    with open(recording, "rb") as file:
        content = base64.b64encode(file.read()).decode()
    while not done.is_set():
        name = f"honest_{len(honest)}"
        connection = http.client.HTTPConnection(server.hostname, server.port, timeout=300)
        body = json.dumps({"speakerId": name, "encoding": "Wav", "content": content})
        connection.request("POST", "/ai/audio/v1/enrollments", body, {"Content-Type": "application/json"})
        status = connection.getresponse().status
        if status == 201 and get(f"/ai/audio/v1/enrollments/{name}")[0] == 200:
            honest.append(name)
        elif status != 503:
            faults.append(f"{name}: {status}")
        done.wait(1)


redirecting = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
threading.Thread(target=redirecting.serve_forever, daemon=True).start()
elsewhere = f"http://127.0.0.1:{redirecting.server_port}/"
begun, before = time.monotonic(), resident()
beside = [threading.Thread(target=task) for task in (watch, enroll)]
for thread in beside:
    thread.start()
slow = Slow(server.hostname, server.port, patience)
slow.start(len(KINDS) * (2 if count < 1000 else 10))
with ThreadPoolExecutor(16) as pool:
    for number in range(count):
        if number % 20 == 19:
            task = pool.submit(broken_http, number // 20)
        elif number % 500 == 250:
            task = pool.submit(send, *random.choice(paths[:6]), body_of(base64.b64encode(bomb).decode()))
        elif number % 50 == 13:
            task = pool.submit(send_away)
        else:
            task = pool.submit(send, *random.choice(paths), hostile_body())
        task.add_done_callback(lambda task: task.exception() and faults.append(repr(task.exception())))
        # As fast as the server, so that what is to be sent does not pile up here.
        while pool._work_queue.qsize() > 64:
            time.sleep(0.01)
        if count >= 1000 and number % 1000 == 999:
            print(f"{number + 1} sent in {time.monotonic() - begun:.0f} s", flush=True)
for job in jobs:
    follow(job)
slow.join()
done.set()
for thread in beside:
    thread.join()
faults += slow.faults
if not honest:
    faults.append("the good client never got through")
after = resident()
for line in get("/voiceprint/v1/metrics")[1].decode().splitlines():
    if line.startswith("voiceprint_requests_total") and 'status="500"' in line:
        faults.append(line)
kinds = ", ".join(f"{kind}: {number}" for kind, number in sorted(statuses.items(), key=str))
print(f"{count} requests in {time.monotonic() - begun:.1f} s: {kinds}")
print(f"memory {before:.0f} MiB before, {largest:.0f} at most, {after:.0f} after; slowest sign of life {slowest:.2f} s; "
      f"{len(honest)} good enrollments meanwhile")
print(f"{turned_away} jobs to where nobody may be sent were refused, {len(jobs)} that were sent on failed")
print(slow.summary())
for fault in faults[:20]:
    print(f"fault: {fault}", file=sys.stderr)
print(f"{count} checks, {len(faults)} faults")
sys.exit(1 if faults else 0)
