"""Enrolls a speaker on a VoicePrint server with RingCentral's official SDK, and asks who speaks in a recording.

    voiceprint serve --port 8080
    python server.py http://127.0.0.1:8080 alice monday.wav who.wav

As long as no client is registered, the credentials may be anything; else they are what `voiceprint client add`
printed, in RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET and RC_USER_JWT.
"""

import base64
import json
import os
import sys
from pathlib import Path

from ringcentral import SDK


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    server, speaker, enrolled, tested = sys.argv[1:]
    sdk = SDK(
        os.environ.get("RC_APP_CLIENT_ID", "anything"), os.environ.get("RC_APP_CLIENT_SECRET", "anything"), server
    )
    platform = sdk.platform()
    platform.login(jwt=os.environ.get("RC_USER_JWT", "anything"))

    def content(path):
        return base64.b64encode(Path(path).read_bytes()).decode()

    answer = platform.post(
        "/ai/audio/v1/enrollments", {"speakerId": speaker, "encoding": "Wav", "content": content(enrolled)}
    )
    print(json.dumps(json.loads(answer.text())))
    # In full: the SDK puts /restapi/v1.0 before paths that it does not know.
    answer = platform.post(
        f"{server}/voiceprint/v1/identify", {"content": content(tested), "partial": True, "top": 3}
    )
    print(json.dumps(json.loads(answer.text())))
    platform.delete(f"/ai/audio/v1/enrollments/{speaker}")


if __name__ == "__main__":
    main()
