"""The life of enrollments, as the cloud's own Python client sees it. Arguments: three recordings of one voice."""

import sys
from concurrent.futures import ThreadPoolExecutor

from contract import ENROLLMENTS, answered, check, enrollment, fields, finish, number, platform, refused, sample

recordings = sys.argv[1:4]
api = platform()
owner = api.auth().data()["owner_id"]
both = ("speakerId", "enrollmentId")

# The official sample: ask for one, and create it where there is none.
refused("get of nobody", 404, lambda: api.get(f"{ENROLLMENTS}/{owner}"))
first = answered("create", 201, api.post(ENROLLMENTS, sample(recordings[0], enrollmentId=owner)))
enrollment("create", first, both)
check(first["speakerId"] == owner and first["enrollmentId"] == owner, f"create: {first}")
check(not first["enrollmentComplete"] and first["enrollmentQuality"] == "Poor", f"create: {first}")
message = refused(
    "create again", 409, lambda: api.post(ENROLLMENTS, sample(recordings[1], speakerId=owner)), "speakerId"
)["message"]
check("PATCH" in message, message)


def listed(**query):
    page = answered("list", 200, api.get(ENROLLMENTS, query))
    fields("list", page, {"paging": dict, "records": list})
    fields("paging", page["paging"], {"page": int, "perPage": int, "totalPages": int})
    return page


check(listed(partial=False, perPage=100, page=1)["records"] == [], "an incomplete one is listed")
records = listed(partial=True, perPage=100, page=1)["records"]
check(records == [first], f"list: {records}")

# Add recordings until it is complete.
last = first
for path in recordings[1:]:
    found = answered("update", 201, api.patch(f"{ENROLLMENTS}/{owner}", sample(path)))
    enrollment("update", found, both)
    for name in ("totalSpeechDuration", "totalEnrollDuration"):
        check(found[name] > last[name], f"update: {name} went from {last[name]} to {found[name]}")
    last = found
check(last["enrollmentComplete"], f"not complete: {last}")
check(last["enrollmentQuality"] != "Poor", f"still poor: {last}")
check(answered("get", 200, api.get(f"{ENROLLMENTS}/{owner}")) == last, "get differs from update")
check(listed(partial=False)["records"] == [last], "a complete one is not listed")

# Pages over 250 speakers.
names = [f"speaker_{number:03}" for number in range(250)]
body = sample(recordings[0])


def enroll(name):
    return api.post(ENROLLMENTS, {**body, "speakerId": name}).response().status_code


with ThreadPoolExecutor(4) as pool:
    check(set(pool.map(enroll, names)) == {201}, "250 enrollments")
pages = [listed(partial=True, perPage=100, page=page) for page in (1, 2, 3, 4)]
for index, page in enumerate(pages):
    check(page["paging"] == {"page": index + 1, "perPage": 100, "totalPages": 3}, f"{page['paging']}")
check([len(page["records"]) for page in pages] == [100, 100, 51, 0], "lengths of pages")
found = [record["speakerId"] for page in pages for record in page["records"]]
check(found[0] == owner and sorted(found[1:]) == names, "every speaker once, in the order of enrolling")
check(found == [r["speakerId"] for r in listed(partial=True, perPage=1000)["records"]], "the order is stable")
check(listed(partial=True, perPage=5000)["paging"]["perPage"] == 1000, "pages have at most 1000")
for record in pages[0]["records"][1:]:
    enrollment("list", record)
refused("page 0", 400, lambda: api.get(ENROLLMENTS, {"page": 0}), "page")
refused("perPage none", 400, lambda: api.get(ENROLLMENTS, {"perPage": "many"}), "perPage")

# Delete, and what is known of it then.
check(answered("delete", 204, api.delete(f"{ENROLLMENTS}/{owner}")) is None, "delete")
refused("delete again", 410, lambda: api.delete(f"{ENROLLMENTS}/{owner}"))
refused("delete nobody", 404, lambda: api.delete(f"{ENROLLMENTS}/nobody"))
refused("get deleted", 404, lambda: api.get(f"{ENROLLMENTS}/{owner}"))
refused("update deleted", 404, lambda: api.patch(f"{ENROLLMENTS}/{owner}", sample(recordings[0])))
again = answered("create again", 201, api.post(ENROLLMENTS, sample(recordings[0], speakerId=owner)))
enrollment("create again", again)
check(again["totalSpeechDuration"] == first["totalSpeechDuration"], "what was deleted is gone")

# What is wrong is said, with the parameter's name.
wrong = {
    "content": {"encoding": "Wav", "speakerId": "x"},
    "encoding": {"content": "AAAA", "speakerId": "x"},
    "speakerId": sample(recordings[0]),
}
for parameter, body in wrong.items():
    refused(f"no {parameter}", 400, lambda body=body: api.post(ENROLLMENTS, body), parameter)
refused("bad id", 400, lambda: api.post(ENROLLMENTS, sample(recordings[0], speakerId="a-b")), "speakerId")
refused("bad encoding", 400, lambda: api.post(ENROLLMENTS, sample(recordings[0], speakerId="x", encoding="X")), "encoding")
refused("not base64", 400, lambda: api.post(ENROLLMENTS, sample(recordings[0], speakerId="x", content="*")), "content")
check(all(isinstance(r["totalEnrollDuration"], number) for r in listed(partial=True)["records"]), "numbers")
finish()
