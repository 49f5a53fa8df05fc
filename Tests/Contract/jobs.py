"""Conversations and jobs, as the cloud's own Python client sees them. Arguments: three recordings of one voice."""

import http.server
import json
import os
import re
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta
from urllib.parse import quote

from contract import ENROLLMENTS, answered, check, fields, finish, number, platform, refused, sample

recordings = sys.argv[1:4]
IDENTIFY, DIARIZE = "/ai/audio/v1/async/speaker-identify", "/ai/audio/v1/async/speaker-diarize"
JOBS = "/ai/status/v1/jobs"
told = []


class Receiver(http.server.BaseHTTPRequestHandler):
    """Receives webhooks as the official receivers do, and serves a recording for `contentUri`."""

    def do_POST(self):
        # The official receiver reads so many bytes and cannot read chunks.
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told.append((self.path, dict(self.headers), json.loads(body)))
        # The first telling of all is refused once, so that it comes again.
        self.send_response(500 if len(told) == 1 else 200)
        self.end_headers()

    def do_GET(self):
        if self.path == "/nothing":
            self.send_error(404)
            return
        with open(recordings[2], "rb") as file:
            content = file.read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


# Where clients are registered, the server reaches this port of its machine only.
receiver = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["VOICEPRINT_RECEIVER_PORT"])), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{receiver.server_port}"

api = platform()
owner = api.auth().data()["owner_id"]
body = sample(recordings[2])


def accepted(what, response):
    """Checks the answer to a job, and gives its id."""
    found = answered(what, 202, response)
    fields(what, found, {"jobId": str})
    check(uuid.UUID(found["jobId"]).version == 1, f"{what}: {found}")
    return found["jobId"]


def status(what, found, api_path):
    """Checks a job's status field by field, and gives its response."""
    ended = found.get("status") != "InProgress"
    wanted = {name: str for name in ("jobId", "api", "creationTime", "expirationTime", "status")}
    fields(what, found, {**wanted, **({"completionTime": str, "response": dict} if ended else {})})
    check(found["api"] == api_path, f"{what}: {found}")
    for name in [name for name in found if name.endswith("Time")]:
        check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found[name]), f"{what}: {name} {found[name]}")
    creation, expiration = (datetime.strptime(found[n], "%Y-%m-%dT%H:%M:%S.%fZ") for n in ("creationTime", "expirationTime"))
    check(expiration - creation == timedelta(days=7), f"{what}: {found}")
    check(found["status"] in ("InProgress", "Success", "Fail"), f"{what}: {found}")
    return found.get("response")


def ended(what, job, api_path):
    """Polls a job until it has ended."""
    for _ in range(600):
        found = answered(what, 200, api.get(f"{JOBS}/{job}"))
        response = status(what, found, api_path)
        if found["status"] != "InProgress":
            return found, response
        time.sleep(0.1)
    check(False, f"{what}: it does not end")


def utterances(what, found, names):
    check(len(found) > 0, f"{what}: no utterances")
    for utterance in found:
        fields(what, utterance, {"start": number, "end": number, "speakerId": str}, {"confidence": number})
        check(0 <= utterance["start"] < utterance["end"], f"{what}: {utterance}")
        check(0 <= utterance.get("confidence", 0) <= 1, f"{what}: {utterance}")
        check(utterance["speakerId"] in names, f"{what}: {utterance}")
    times = [t for u in found for t in (u["start"], u["end"])]
    check(times == sorted(times), f"{what}: {times}")


# Who is to be looked for must be enrolled completely.
answered("create", 201, api.post(ENROLLMENTS, sample(recordings[0], enrollmentId=owner)))
refused("incomplete", 400, lambda: api.post(IDENTIFY, {**body, "speakerIds": [owner]}), "speakerIds")
for path in recordings[1:]:
    answered("update", 201, api.patch(f"{ENROLLMENTS}/{owner}", sample(path)))
for names in ([], ["nobody"]):
    refused(f"speakers {names}", 400, lambda names=names: api.post(IDENTIFY, {**body, "speakerIds": names}), "speakerIds")

# Identify by polling, with the recording in the request, and under the old name of the list.
for name in ("speakerIds", "enrollmentIds"):
    job = accepted("identify", api.post(IDENTIFY, {**body, name: [owner], "audioType": "CallCenter", "source": "Phone"}))
    found, response = ended("identify", job, IDENTIFY)
    check(found["status"] == "Success", f"identify: {found}")
    fields("identify", response, {"utterances": list})
    utterances("identify", response["utterances"], [owner])

# Identify by webhook, with the recording fetched; the webhook's own query arrives as it was sent.
uri = {"encoding": "Mpeg", "languageCode": "en-US", "contentUri": f"{here}/recording.wav?access_token=x"}
webhook = f"{here}/webhook?extId=1%26telSessionId=2"
job = accepted("by webhook", api.post(f"{IDENTIFY}?webhook={quote(webhook, safe='/')}", {**uri, "speakerIds": [owner]}))
for _ in range(600):
    if len(told) >= 2:
        break
    time.sleep(0.1)
check(len(told) == 2, f"told {len(told)} times: once refused, then heard")
for path, headers, callback in told:
    check(path == "/webhook?extId=1%26telSessionId=2", path)
    check(headers.get("Content-Type") == "application/json" and "Transfer-Encoding" not in headers, f"{headers}")
    uuid.UUID(headers["RCRequestId"])
    utterances("by webhook", status("by webhook", callback, IDENTIFY)["utterances"], [owner])
    check(callback == ended("by webhook", job, IDENTIFY)[0], "what is told is what is read")

# Diarize: speakers who are asked for by their ids, others by numbers.
for more, names in (({"speakerIds": [owner], "speakerCount": 1}, [owner]), ({"speakerCount": 0}, ["0"]), ({"speakerCount": -1}, ["0"])):
    hints = {"enableVoiceActivityDetection": True, "separateSpeakerPerChannel": False, "audioType": "Meeting"}
    job = accepted("diarize", api.post(DIARIZE, {**body, **hints, **more}))
    found, response = ended("diarize", job, DIARIZE)
    fields("diarize", response, {"speakerCount": int, "utterances": list})
    check(response["speakerCount"] == 1, f"diarize: {response}")
    utterances("diarize", response["utterances"], names)

# At once.
response = answered("at once", 200, api.post("/ai/audio/v1/speaker-identify", {**body, "speakerIds": [owner]}))
fields("at once", response, {"utterances": list})
utterances("at once", response["utterances"], [owner])

# What cannot be decoded or fetched ends as failed, and says why.
for what, wrong, parameter in (
    ("no audio", {**body, "content": "bm8gYXVkaW8gYXQgYWxs"}, "content"),
    ("nothing there", {**uri, "contentUri": f"{here}/nothing"}, "contentUri"),
):
    found, response = ended(what, accepted(what, api.post(DIARIZE, wrong)), DIARIZE)
    check(found["status"] == "Fail", f"{what}: {found}")
    fields(what, response, {"errors": list})
    for error in response["errors"]:
        fields(what, error, {"errorCode": str, "message": str, "parameterName": str})
        check(error["errorCode"] == "CAI-101" and error["parameterName"] == parameter, f"{what}: {error}")

# Nothing but that port is reached.
for target in ("http://127.0.0.1:22/x", "http://localhost:1/x", "http://10.0.0.1/x", "http://169.254.169.254/latest", "file:///etc/passwd", "ftp://127.0.0.1/x"):
    refused(target, 400, lambda target=target: api.post(DIARIZE, {**uri, "contentUri": target}), "contentUri")
    refused(target, 400, lambda target=target: api.post(f"{DIARIZE}?webhook={quote(target)}", body), "webhook")

refused("no such job", 404, lambda: api.get(f"{JOBS}/80800e1a-a663-11ee-b548-0050568ccd07"))
refused("speech to text", 404, lambda: api.post("/ai/audio/v1/async/speech-to-text", uri))
refused("read to identify", 405, lambda: api.get(IDENTIFY))
finish()
