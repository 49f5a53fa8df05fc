"""Jobs whose recordings lie where nobody may be sent, or are not what they seem. Argument: a recording."""

import http.server
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from contract import SERVER, answered, check, finish, platform, refused

DIARIZE = "/ai/audio/v1/async/speaker-diarize"
asked = []
ELSEWHERE = {
    "/private": "http://10.0.0.1/x",
    "/metadata": "http://169.254.169.254/latest/meta-data",
    "/file": "file:///etc/passwd",
    "/other": "ftp://127.0.0.1/x",
    "/named": "http://files.example.com/x",
    "/hidden": "http://[::ffff:10.0.0.1]/x",
    "/loop": "/loop",
}

with tempfile.NamedTemporaryFile(suffix=".flac") as file:
    # Eight hours of silence in less than a megabyte.
    subprocess.run(["sox", "-D", "-n", "-r", "8000", "-b", "16", file.name, "trim", "0", "28800"], check=True)
    bomb = file.read()
check(len(bomb) < 1 << 20, f"{len(bomb)} bytes")


class Server(http.server.BaseHTTPRequestHandler):
    """Sends clients elsewhere, or more than they want."""

    def do_GET(self):
        asked.append(self.path)
        if self.path in ELSEWHERE:
            self.send_response(302)
            self.send_header("Location", ELSEWHERE[self.path])
            self.end_headers()
        elif self.path == "/bomb":
            self.send_response(200)
            self.send_header("Content-Length", str(len(bomb)))
            self.end_headers()
            self.wfile.write(bomb)
        else:
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(bytes(1 << 20))
            except OSError:
                pass

    def log_message(self, *_):
        pass


def memory():
    with urllib.request.urlopen(SERVER + "/voiceprint/v1/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("process_resident"))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_port}"
api = platform()
body = {"encoding": "Wav", "languageCode": "en-US"}

# At once, by the text of the URL alone.
for uri in (
    "file:///etc/passwd", "file://localhost/etc/passwd", "http://10.0.0.1/", "http://192.168.1.1:22/", "http://0.0.0.0/",
    "http://169.254.169.254/latest", "http://2130706433/", "http://0x7f.0.0.1/", "http://127.1/", "http://[fd00::1]/",
    "http://[::ffff:10.0.0.1]/", "http://example.com/", "http://localhost.example.com/", "http://a:b@127.0.0.1/",
    "gopher://127.0.0.1/", "data:,x", "unix:///run/x", "http+unix://%2Frun%2Fx/", "//127.0.0.1/x", "", "x" * 10_000,
):
    refused(uri, 400, lambda uri=uri: api.post(DIARIZE, {**body, "contentUri": uri}), "contentUri")

# By the answers of servers that may be asked.
before = memory()
jobs = {path: answered(path, 202, api.post(DIARIZE, {**body, "contentUri": here + path}))["jobId"] for path in (*ELSEWHERE, "/bomb", "/endless")}
largest = before
for path, job in jobs.items():
    for _ in range(1200):
        found = answered(path, 200, api.get(f"/ai/status/v1/jobs/{job}"))
        largest = max(largest, memory())
        if found["status"] != "InProgress":
            break
        time.sleep(0.1)
    check(found["status"] == "Fail", f"{path}: {found}")
    error = found["response"]["errors"][0]
    check(error["parameterName"] == "contentUri", f"{path}: {error}")
    wanted = {"/bomb": "longer than the limit", "/endless": "larger than the limit"}.get(path, "no file came from there")
    check(wanted in error["message"], f"{path}: {error}")
    check("root:" not in str(found), f"{path}: {found}")
check(asked.count("/loop") == 6 and all(asked.count(p) == 1 for p in jobs if p != "/loop"), f"{asked}")
check(largest - before < 400e6, f"memory went from {before / 1e6:.0f} MB to {largest / 1e6:.0f} MB")
print(f"memory: {before / 1e6:.0f} MB before, {largest / 1e6:.0f} MB at most")
finish()
