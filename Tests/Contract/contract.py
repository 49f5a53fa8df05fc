"""What the programs beside this one share: a client that is logged in, recordings, and checks that are counted."""

import base64
import os
import sys
import uuid

from ringcentral import SDK
from ringcentral.http.api_exception import ApiException

SERVER = os.environ["VOICEPRINT_SERVER"]
CLIENT = os.environ.get("VOICEPRINT_CLIENT_ID", "anything")
SECRET = os.environ.get("VOICEPRINT_CLIENT_SECRET", "anything")
# A JWT as the cloud gives it: {"alg":"RS256"}, {"sub":"62280012"}, and a signature that nobody here can check.
JWT = os.environ.get("VOICEPRINT_JWT", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI2MjI4MDAxMiJ9.c2lnbmF0dXJl")
ENROLLMENTS = "/ai/audio/v1/enrollments"

number = (int, float)
checks = 0
faults = []


def check(holds, what):
    """Counts a check, and remembers what does not hold."""
    global checks
    checks += 1
    if not holds:
        faults.append(what)
        print(f"fault: {what}", file=sys.stderr)


def finish():
    """Says how many checks there were, and ends the program with 1 where one did not hold."""
    print(f"{checks} checks, {len(faults)} faults")
    sys.exit(1 if faults else 0)


def fields(what, found, wanted, optional={}):
    """Checks that an object has these fields, of these types, and no others. A truth value is no number."""
    check(isinstance(found, dict), f"{what}: {found!r} is no object")
    check(set(wanted) <= set(found) <= set(wanted) | set(optional), f"{what}: fields {sorted(found)}")
    for name, kind in {**wanted, **optional}.items():
        if name in found:
            right = isinstance(found[name], kind) and (kind is bool or not isinstance(found[name], bool))
            check(right, f"{what}: {name} is {found[name]!r}")


def enrollment(what, found, names=("speakerId",)):
    """Checks an answer about an enrollment field by field."""
    fields(
        what,
        found,
        {
            **{name: str for name in names},
            "enrollmentComplete": bool,
            "enrollmentQuality": str,
            "totalSpeechDuration": number,
            "totalEnrollDuration": number,
        },
    )
    check(found["enrollmentQuality"] in ("Poor", "Average", "Good", "High"), f"{what}: {found}")
    check(found["enrollmentComplete"] == (found["totalSpeechDuration"] >= 12), f"{what}: {found}")


def refused(what, status, call, parameter=None):
    """Checks that a call is refused with a status and an error body of the documented form."""
    try:
        answer = call()
    except ApiException as error:
        response = error.api_response()
        check(response.response().status_code == status, f"{what}: {error}")
        body = response.json_dict()
        entry = {"errorCode": str, "message": str}
        extra = {"parameterName": str}
        fields(what, body, {**entry, "errors": list}, {**extra, "error": str, "error_description": str})
        check(len(body["errors"]) == 1, f"{what}: {body}")
        fields(what, body["errors"][0], entry, extra)
        check(body["errors"][0]["message"] == body["message"], f"{what}: {body}")
        if parameter:
            check(body.get("parameterName") == parameter, f"{what}: {body}")
        check(common(what, response.response()), what)
        return body
    check(False, f"{what}: {answer.response().status_code} instead of {status}")


def common(what, response):
    """Checks what every answer carries."""
    uuid.UUID(response.headers["RCRequestId"])
    for name in ("Group", "Limit", "Remaining", "Window"):
        check(f"X-Rate-Limit-{name}" in response.headers, f"{what}: X-Rate-Limit-{name}")
    if response.status_code != 204:
        check("application/json" in response.headers["Content-Type"], f"{what}: {response.headers}")
    return True


def answered(what, status, response):
    """Checks an answer that is no failure, and gives its JSON."""
    check(response.response().status_code == status, f"{what}: {response.response().status_code}")
    common(what, response.response())
    return response.json_dict() if status != 204 else None


def platform():
    """The official SDK's platform, logged in with a JWT."""
    result = SDK(CLIENT, SECRET, SERVER).platform()
    result.login(jwt=JWT)
    return result


def sample(path, **others):
    """The body that the official samples send; the line breaks are those of the Ruby one."""
    with open(path, "rb") as file:
        content = base64.encodebytes(file.read()).decode()
    return {"encoding": "Mpeg", "languageCode": "en-US", "content": content, **others}
