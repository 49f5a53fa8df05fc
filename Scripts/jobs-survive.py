"""See Scripts/jobs-survive. Arguments: the command, the number of kills."""

import atexit
import base64
import http.client
import http.server
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

COMMAND, ROUNDS = sys.argv[1], int(sys.argv[2])
JOBS = ENROLLMENTS = 20
AUDIO = "/ai/audio/v1"
TEXTS = [
    "The north wind and the sun were disputing which was the stronger, when a traveler came along wrapped in a cloak.",
    "They agreed that the one who first succeeded in making the traveler take his cloak off should be stronger.",
    "Then the north wind blew as hard as he could, but the more he blew, the more closely did the traveler fold it.",
    "And at last the north wind gave up the attempt. Then the sun shone out warmly, and he took off his cloak.",
]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes webhooks, and refuses the first telling of every third job."""

    told = {}
    lock = threading.Lock()

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.lock:
            tellings = self.told.setdefault(body["jobId"], [])
            tellings.append(body)
            refuses = len(tellings) == 1 and len(self.told) % 3 == 0
        self.send_response(503 if refuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server:
    def __init__(self, folder):
        arguments = [COMMAND, "serve", "--port", "0", "--store", f"{folder}/store", "--job-concurrency", "2"]
        self.process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
        # Whatever goes wrong here, the server does not stay.
        atexit.register(self.process.kill)
        for line in self.process.stderr:
            if "serving http" in line:
                self.address = line.split()[-1]
                break
        else:
            sys.exit("the server did not start")
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(self, method, path, body=None):
        """Status and JSON; None where no answer came."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, method=method, data=data)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")
        except (OSError, ValueError, http.client.HTTPException):
            return None


def speak(folder, voice, texts):
    path = f"{folder}/{voice}-{'-'.join(map(str, texts))}.wav"
    subprocess.run(["espeak-ng", "-v", f"en-us+{voice}", "-w", path, " ".join(TEXTS[t] for t in texts)], check=True)
    with open(path, "rb") as file:
        return {"encoding": "Wav", "languageCode": "en-US", "content": base64.b64encode(file.read()).decode()}


def main():
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        webhook = f"http://127.0.0.1:{receiver.server_port}/webhook"
        sample, conversation = speak(folder, "f3", [0, 1]), speak(folder, "m1", [0, 1, 2, 3] * 4)
        server = Server(folder)
        assert server.ask("POST", f"{AUDIO}/enrollments", {**speak(folder, "m1", [0, 1, 2]), "speakerId": "known"})[0] == 201
        accepted, enrolled, lost = [], [], 0

        def submit(number):
            kind, body = ("identify", {"speakerIds": ["known"]}) if number % 2 else ("diarize", {})
            answer = server.ask("POST", f"{AUDIO}/async/speaker-{kind}?webhook={webhook}", {**conversation, **body})
            if answer and answer[0] == 202:
                accepted.append(answer[1]["jobId"])
            return answer

        def enroll(name):
            answer = server.ask("POST", f"{AUDIO}/enrollments", {**sample, "speakerId": name})
            if answer and answer[0] == 201:
                enrolled.append((name, answer[1]))
            return answer

        for round in range(ROUNDS):
            with ThreadPoolExecutor(JOBS + ENROLLMENTS) as pool:
                submissions = [pool.submit(submit, number) for number in range(JOBS)]
                for submission in submissions:
                    submission.result()
                enrollments = [pool.submit(enroll, f"speaker_{round}_{n}") for n in range(ENROLLMENTS)]
                time.sleep(random.uniform(0.05, 0.8))
                unfinished = sum(1 for id in accepted if server.ask("GET", f"/ai/status/v1/jobs/{id}")[1]["status"] == "InProgress")
                server.kill()
                lost += sum(1 for answer in enrollments if answer.result() is None)
            print(f"kill {round + 1}: {len(accepted)} jobs accepted, {unfinished} unfinished, {len(enrolled)} enrollments acknowledged")
            server = Server(folder)

        found = 0
        for name, status in enrolled:
            answer = server.ask("GET", f"{AUDIO}/enrollments/{name}")
            if answer == (200, status):
                found += 1
            else:
                faults.append(f"enrollment {name}: {answer}")
        deadline = time.time() + 600 + 120 * ROUNDS
        ends = {}
        for id in accepted:
            while time.time() < deadline:
                answer = server.ask("GET", f"/ai/status/v1/jobs/{id}")
                if answer[0] != 200 or answer[1]["status"] != "InProgress":
                    break
                time.sleep(0.1)
            ends[id] = answer[1].get("status")
            if ends[id] not in ("Success", "Fail"):
                faults.append(f"job {id}: {answer}")
        while time.time() < deadline and not all(id in Receiver.told for id in accepted):
            time.sleep(0.1)
        for id in accepted:
            tellings = Receiver.told.get(id, [])
            if not tellings or any(t["status"] != ends[id] for t in tellings):
                faults.append(f"job {id}: told {len(tellings)} times")
        server.process.terminate()
        status = server.process.wait()
        if status != 0:
            faults.append(f"the server ended with {status}")
        told = [len(Receiver.told.get(id, [])) for id in accepted]
        ended = {end: list(ends.values()).count(end) for end in set(ends.values())}
        print(f"{len(enrolled)} enrollments acknowledged, {found} there as acknowledged; {lost} requests cut off")
        print(f"{len(accepted)} jobs accepted, ended {ended}, told {min(told)} to {max(told)} times")
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    print(f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
