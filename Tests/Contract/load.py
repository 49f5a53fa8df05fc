"""Many connections that enroll and update at once. Arguments: connections, seconds, a recording.

Every recording is another one, so that each update that was acknowledged adds its length: at the end the lengths that
the server holds must be those, for every speaker. The last line gives latencies as ratios to those of one client.
"""

import asyncio
import base64
import json
import os
import struct
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

connections, seconds, recording = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
server = urlsplit(os.environ["VOICEPRINT_SERVER"])
assert server.hostname in ("127.0.0.1", "localhost"), "only this machine is asked"
speakers = [f"load_{number}" for number in range(connections // 2)]
with open(recording, "rb") as file:
    wav = bytearray(file.read())
data = wav.index(b"data") + 8
rate, = struct.unpack_from("<I", wav, 24)
length = (len(wav) - data) / 2 / rate
made, faults, statuses = 0, [], Counter()
acknowledged = Counter()


def another():
    """The recording with its first samples changed, as the body of a request."""
    global made
    made += 1
    struct.pack_into("<II", wav, data, made * 2654435761 % 2**32, made)
    return base64.b64encode(wav).decode()


class Client:
    """One connection that is kept."""

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection(server.hostname, server.port)
        return self

    async def send(self, method, path, body=b""):
        head = f"{method} {path} HTTP/1.1\r\nHost: {server.netloc}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.writer.write(head.encode() + body)
        await self.writer.drain()
        status = int((await self.reader.readline()).split()[1])
        size = 0
        while (line := await self.reader.readline()) != b"\r\n":
            name, value = line.split(b":", 1)
            if name.lower() == b"content-length":
                size = int(value)
        return status, await self.reader.readexactly(size)

    async def add(self, speaker):
        """Enrolls or updates; gives how long it took."""
        body = json.dumps({"speakerId": speaker, "encoding": "Wav", "content": another()}).encode()
        begun = time.monotonic()
        status, text = await self.send("PATCH", f"/ai/audio/v1/enrollments/{speaker}", body)
        if status == 404:
            status, text = await self.send("POST", "/ai/audio/v1/enrollments", body)
        statuses[status] += 1
        if status == 201:
            acknowledged[speaker] += 1
        elif status not in (409, 503):
            faults.append(f"{speaker}: {status} {text[:200]}")
        return time.monotonic() - begun


async def resident(client):
    _, text = await client.send("GET", "/voiceprint/v1/metrics")
    for line in text.decode().splitlines():
        if line.startswith("process_resident_memory_bytes "):
            return float(line.split()[1]) / 2**20


def share(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(part * len(values)))]


async def main():
    global acknowledged
    single = await Client().open()
    before = await resident(single)
    alone = [await single.add(f"alone_{number % 4}") for number in range(24)][4:]
    end = time.monotonic() + seconds
    taken, reads, peak = [], [], before

    async def enroll(number):
        client = await Client().open()
        turn = number
        while time.monotonic() < end:
            taken.append(await client.add(speakers[turn % len(speakers)]))
            turn += 7

    async def read():
        nonlocal peak
        client = await Client().open()
        while time.monotonic() < end:
            begun = time.monotonic()
            status, _ = await client.send("GET", "/ai/audio/v1/enrollments?partial=true&perPage=20")
            reads.append(time.monotonic() - begun)
            if status != 200:
                faults.append(f"list: {status}")
            peak = max(peak, await resident(client))
            await asyncio.sleep(0.25)

    await asyncio.gather(read(), *(enroll(number) for number in range(connections)))
    # The first connection was silent for too long.
    single = await Client().open()
    for speaker, count in acknowledged.items():
        _, text = await single.send("GET", f"/ai/audio/v1/enrollments/{speaker}")
        held = json.loads(text).get("totalEnrollDuration", 0)
        if abs(held - count * length) > 0.006 + 1e-6 * count:
            faults.append(f"{speaker}: {held} s are held, {count} × {length:.4f} s were acknowledged")
    base = share(alone, 0.5)
    print(f"{len(taken)} requests on {connections} connections in {seconds:.0f} s ({len(taken) / seconds:.1f} a second), "
          f"answers {dict(statuses)}, bodies of {len(another()) / 1e6:.2f} MB")
    print(f"memory {before:.0f} MiB before, {peak:.0f} MiB at most")
    print(f"alone: median {1000 * base:.0f} ms; together: median {share(taken, 0.5) / base:.1f}, p99 "
          f"{share(taken, 0.99) / base:.1f}, longest {max(taken) / base:.1f} times that; reading meanwhile: median "
          f"{share(reads, 0.5) / base:.2f}, p99 {share(reads, 0.99) / base:.2f} times that")
    for fault in faults[:20]:
        print(f"fault: {fault}", file=sys.stderr)
    print(f"{len(acknowledged)} checks, {len(faults)} faults")
    sys.exit(1 if faults else 0)


asyncio.run(main())
