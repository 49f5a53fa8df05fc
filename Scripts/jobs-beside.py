"""See Scripts/jobs-beside. Arguments: the command, seconds of audio of the job."""

import atexit
import base64
import functools
import http.server
import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

COMMAND, SECONDS = sys.argv[1], float(sys.argv[2])
AUDIO = "/ai/audio/v1"
TEXT = (
    "The north wind and the sun were disputing which was the stronger, when a traveler came along in a warm cloak. "
    "They agreed that the one who first made the traveler take his cloak off should be considered the stronger."
)


def speak(folder, voice):
    path = f"{folder}/{voice}.wav"
    subprocess.run(["espeak-ng", "-v", f"en-us+{voice}", "-w", path, TEXT], check=True)
    return path


def main():
    with tempfile.TemporaryDirectory() as folder:
        voices = [speak(folder, voice) for voice in ("m1", "f3", "m7", "f2")]
        long = f"{folder}/long.wav"
        subprocess.run(["sox", *voices, "-r", "16000", long, "repeat", "999", "trim", "0", str(SECONDS)], check=True)
        with open(voices[0], "rb") as file:
            sample = {"encoding": "Wav", "content": base64.b64encode(file.read()).decode()}
        handler = functools.partial(type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}), directory=folder)
        files = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=files.serve_forever, daemon=True).start()
        server = subprocess.Popen([COMMAND, "serve", "--port", "0", "--store", f"{folder}/store"], stderr=subprocess.PIPE, text=True)
        # Whatever goes wrong here, the server does not stay.
        atexit.register(server.kill)
        address = next(line.split()[-1] for line in server.stderr if "serving http" in line)
        threading.Thread(target=lambda: [None for _ in server.stderr], daemon=True).start()

        def ask(method, path, body=None):
            data = None if body is None else json.dumps(body).encode()
            with urllib.request.urlopen(urllib.request.Request(address + path, method=method, data=data), timeout=60) as answer:
                text = answer.read()
            return text.decode() if "metrics" in path else json.loads(text)

        def measure(name):
            begin = time.perf_counter()
            ask("POST", f"{AUDIO}/enrollments", {**sample, "speakerId": name})
            middle = time.perf_counter()
            ask("GET", f"{AUDIO}/enrollments/{name}")
            return middle - begin, time.perf_counter() - middle

        def summary(title, times):
            for kind, values in zip(("enroll", "read"), map(sorted, zip(*times))):
                median, late = values[len(values) // 2], values[int(0.99 * (len(values) - 1))]
                print(f"{title} {kind}: {len(values)} requests, median {1000 * median:.1f} ms, p99 {1000 * late:.1f} ms, slowest {1000 * values[-1]:.1f} ms")
            return sorted(time[0] for time in times)

        def memory():
            return next(float(line.split()[1]) for line in ask("GET", "/voiceprint/v1/metrics").splitlines() if line.startswith("process_resident"))

        for number in range(20):
            measure(f"warm_{number}")
        alone = [measure(f"alone_{number}") for number in range(100)]
        summary("alone before", alone)
        before = memory()
        begin = time.time()
        job = ask("POST", f"{AUDIO}/async/speaker-diarize", {"encoding": "Wav", "contentUri": f"http://127.0.0.1:{files.server_port}/long.wav"})["jobId"]
        times, largest, status = [], before, {"status": "InProgress"}
        while status["status"] == "InProgress" and time.time() - begin < 1800:
            times.append(measure(f"beside_{len(times)}"))
            if len(times) % 10 == 0:
                largest = max(largest, memory())
                status = ask("GET", f"/ai/status/v1/jobs/{job}")
        taken = time.time() - begin
        # Before and after, because other work on the machine comes and goes.
        after = [measure(f"after_{number}") for number in range(100)]
        summary("alone after ", after)
        alone, beside = sorted(time[0] for time in alone + after), summary("beside      ", times)
        result = status.get("response", {})
        print(f"job: {SECONDS:.0f} s of audio in {taken:.1f} s beside {len(times)} enrollments: {status['status']}, {result.get('speakerCount')} speakers, {len(result.get('utterances', []))} utterances")
        print(f"memory: {before / 1e6:.0f} MB before, {largest / 1e6:.0f} MB at most")
        print(f"median latency of enrolling beside the job: {beside[len(beside) // 2] / alone[len(alone) // 2]:.2f} of that alone")
        server.terminate()
        if server.wait() != 0 or status["status"] != "Success":
            sys.exit("a fault")


main()
