"""Measures diarization and identification on conversations of development speakers; see Scripts/diarization."""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import wave
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

COMMAND = Path(".build/release/voiceprint").resolve()
CORPORA = Path(os.environ["VOICEPRINT_CORPORA"]) / "dev"
NOBODY = "UserNotIdentified"
# Of each set: corpus, speakers, conversations. Twenty conversations each of 2, of 3 or 4, and of 5 or 6 speakers.
SETS = {
    "wide": [("voxforge", n, c) for n, c in [(2, 14), (3, 7), (4, 7), (5, 7), (6, 7)]]
    + [("libri_other", n, c) for n, c in [(2, 6), (3, 3), (4, 3), (5, 3), (6, 3)]],
    "telephone": [("telephone", n, c) for n, c in [(2, 7), (3, 4), (4, 4), (5, 3), (6, 2)]],
    "nemo": [("nemo", n, c) for n, c in [(2, 7), (3, 4), (4, 4), (5, 3), (6, 2)]],
}
CONDITIONS = {
    "clean": [],
    "telephone": ["--condition", "telephone"],
    "noise10": ["--condition", "noise10"],
    "overlap10": ["--overlap", "0.1"],
}
# Speakers who are asked for: those of the conversation who are enrolled, and others.
REQUESTED = 10
WINDOW = 6.0


def run(*arguments, allowed=(0,)):
    result = subprocess.run([str(COMMAND), *map(str, arguments)], capture_output=True, text=True)
    if result.returncode not in allowed:
        sys.exit(f"voiceprint {' '.join(map(str, arguments))}: {result.stderr}")
    return result.stdout


def identifier(speaker):
    return "".join(c if c.isalnum() or c == "_" else "_" for c in speaker)


def table(path):
    return {line.split()[0]: line.split()[1:] for line in open(path)}


class Corpus:
    """A store with everybody of a data directory in it."""

    def __init__(self, name, folder, model):
        self.name, self.model = name, model
        self.path = CORPORA / name
        self.store = folder / f"store-{name}"
        paths = {u: self.path / p[0] for u, p in table(self.path / "wav.scp").items()}
        speakers = {u: s[0] for u, s in table(self.path / "utt2spk").items()}
        self.names = []
        for utterances in table(self.path / "enroll").values():
            name = identifier(speakers[utterances[0]])
            self.names.append(name)
            if not (self.store / name).exists():
                run("enroll", name, *[paths[u] for u in utterances], "--quiet", *self.options, allowed=(0, 73))
        complete = json.loads(run("list", "--json", "--quiet", "--store", self.store, "--key", self.key))
        self.complete = {r["speakerId"] for r in complete["records"]}

    @property
    def key(self):
        return self.store.with_suffix(".key")

    @property
    def options(self):
        return ["--store", self.store, "--key", self.key, *self.model]


def read_rttm(path):
    annotation = Annotation()
    for number, line in enumerate(open(path)):
        fields = line.split()
        start, duration = float(fields[3]), float(fields[4])
        annotation[Segment(start, start + duration), number] = fields[7]
    return annotation


def annotation_of(utterances):
    annotation = Annotation()
    for number, u in enumerate(utterances):
        if u["end"] > u["start"]:
            annotation[Segment(u["start"], u["end"]), number] = u["speakerId"]
    return annotation


def duration_of(path):
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def windows(path, requested, corpus, folder):
    """Names of successive windows, each identified by itself."""
    utterances = []
    with wave.open(str(path)) as file:
        rate, start = file.getframerate(), 0.0
        while frames := file.readframes(int(WINDOW * rate)):
            length = len(frames) / file.getsampwidth() / rate
            piece = folder / f"{path.stem}-{start:.0f}.wav"
            with wave.open(str(piece), "wb") as out:
                out.setparams(file.getparams())
                out.writeframes(frames)
            # A window with too little speech to say anything is nobody's.
            answer = run(
                "identify", piece, "--json", "--quiet", "--top", 1, "--prior", 0.05, "--partial",
                "--speakers", ",".join(requested), *corpus.options, allowed=(0, 1, 65))
            name = json.loads(answer)["speakerId"] if answer else NOBODY
            utterances.append({"start": start, "end": start + length, "speakerId": name})
            piece.unlink()
            start += length
    return utterances


def seconds(reference, hypothesis, requested):
    """Seconds of the reference's speech by what became of their names."""
    result = defaultdict(float)
    for segment, _, speaker in reference.itertracks(yield_label=True):
        result["speech"] += segment.duration
        named = defaultdict(float)
        for other, _, name in hypothesis.crop(segment).itertracks(yield_label=True):
            named[name] += other.duration
        wanted = identifier(speaker)
        strangers = sum(d for n, d in named.items() if n not in (wanted, NOBODY))
        if wanted in requested:
            result["right"] += named[wanted]
            result["wrong"] += strangers
            result["missed"] += segment.duration - named[wanted] - strangers
        else:
            result["accepted"] += strangers
            result["unnamed"] += segment.duration - strangers
    speech = reference.get_timeline().support()
    named = Timeline(s for s, _, n in hypothesis.itertracks(yield_label=True) if n != NOBODY).support()
    result["outside"] = sum(s.duration for s in named.extrude(speech))
    return result


def evaluate(job):
    corpus, path, truth, number, folder, baseline, wrong = job
    reference = read_rttm(truth)
    speakers = sorted(reference.labels())
    draw = random.Random(f"{corpus.name} {path.stem}")
    draw.shuffle(speakers)
    enrolled = [identifier(s) for s in speakers[: len(speakers) - (len(speakers) + number % 3) // 3]]
    present = {identifier(s) for s in speakers}
    others = sorted(set(corpus.names) - present)
    draw.shuffle(others)
    requested = enrolled + others[: max(0, REQUESTED - len(enrolled))]
    count = len(speakers)
    scene = Segment(0, duration_of(path))
    result = {"count": count, "der": {}}
    hints = {"found": 0, "given": count}
    if wrong:
        hints |= {"given + 1": count + 1, "given − 1": count - 1}
    for name, hint in hints.items():
        answer = json.loads(
            run("diarize", path, "--json", "--quiet", "--speaker-count", hint, *corpus.model, allowed=(0, 1)))
        hypothesis = annotation_of(answer["utterances"])
        for collar in (0.0, 0.5):
            detail = DiarizationErrorRate(collar=collar)(reference, hypothesis, uem=Timeline([scene]), detailed=True)
            result["der"][name, collar] = {
                k: detail[k] for k in ("total", "missed detection", "false alarm", "confusion")}
        if name == "found":
            result["found"] = answer["speakerCount"]
    answer = json.loads(
        run("identify", "--conversation", path, "--json", "--quiet", "--partial", "--speakers", ",".join(requested),
            *corpus.options, allowed=(0, 1)))
    result["named"] = seconds(reference, annotation_of(answer["utterances"]), set(enrolled))
    if baseline:
        naive = annotation_of(windows(path, requested, corpus, folder))
        result["baseline"] = seconds(reference, naive, set(enrolled))
    return result


def group(count):
    return "2" if count == 2 else "3–4" if count <= 4 else "5–6"


def error_rate(results, name, collar):
    parts = defaultdict(float)
    for r in results:
        for key, value in r["der"][name, collar].items():
            parts[key] += value
    errors = {k: 100 * v / parts["total"] for k, v in parts.items() if k != "total"}
    return sum(errors.values()), errors


def percentages(results, key):
    total = defaultdict(float)
    for r in results:
        for name, value in r[key].items():
            total[name] += value
    return {k: 100 * v / total["speech"] for k, v in total.items()}


def groups(results):
    yield from ((g, [r for r in results if group(r["count"]) == g]) for g in ("2", "3–4", "5–6"))
    yield "all", results


def print_tables(everything):
    print("| set, condition | speakers | conversations | DER | missed + false alarm + confusion | DER, collar 0.25 s "
          "| missed + false alarm + confusion | count right | count off by more than 1 |")
    print("|---|---|---|---|---|---|---|---|---|")
    for (name, condition), results in everything.items():
        for g, own in groups(results):
            if not own:
                continue
            cells = []
            for collar in (0.0, 0.5):
                rate, parts = error_rate(own, "found", collar)
                cells += [f"{rate:.1f} %", " + ".join(f"{parts[k]:.1f}" for k in
                                                     ("missed detection", "false alarm", "confusion"))]
            right = sum(r["found"] == r["count"] for r in own)
            far = sum(abs(r["found"] - r["count"]) > 1 for r in own)
            print(f"| {name}, {condition} | {g} | {len(own)} | {' | '.join(cells)} | {100 * right / len(own):.0f} % "
                  f"| {100 * far / len(own):.0f} % |")
    print("\n| set, condition | count found | given | given, one too many | given, one too few |")
    print("|---|---|---|---|---|")
    for (name, condition), results in everything.items():
        cells = [f"{error_rate(results, hint, 0.5)[0]:.1f} %" if (hint, 0.5) in results[0]["der"] else ""
                 for hint in ("found", "given", "given + 1", "given − 1")]
        print(f"| {name}, {condition} | {' | '.join(cells)} |")
    print("\nShares of all seconds of speech, in %:\n")
    print("| set, condition | speakers | rightly named | wrongly named | missed | falsely accepted "
          "| rightly unnamed | named outside speech |")
    print("|---|---|---|---|---|---|---|---|")
    columns = ("right", "wrong", "missed", "accepted", "unnamed", "outside")
    for (name, condition), results in everything.items():
        for key, title in (("named", ""), ("baseline", f", windows of {WINDOW:.0f} s")):
            for g, own in groups([r for r in results if key in r]):
                if own and (key == "named" or g == "all"):
                    shares = percentages(own, key)
                    print(f"| {name}, {condition}{title} | {g} | {' | '.join(f'{shares[c]:.1f}' for c in columns)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--sets", default="wide")
    parser.add_argument("--baseline", default="clean", help="conditions in which windows are identified too")
    parser.add_argument("--wrong-hints", default="clean", help="conditions in which wrong numbers are given too")
    parser.add_argument("--keep", help="folder for the conversations; else they are removed")
    parser.add_argument("--tasks", type=int, default=os.cpu_count())
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="voiceprint-diarization-"))
    folder.mkdir(parents=True, exist_ok=True)
    model = ["--model", options.model] if options.model else []
    corpora, everything = {}, {}
    for name in options.sets.split(","):
        for condition in options.conditions.split(","):
            jobs = []
            for corpus, speakers, count in SETS[name]:
                if corpus not in corpora:
                    corpora[corpus] = Corpus(corpus, folder, model)
                place = folder / condition / corpus
                made = json.loads(run(
                    "simulate", "--data", CORPORA / corpus, "--output", place, "--speakers", speakers,
                    "--count", count, "--seed", options.seed, "--json", "--quiet", *CONDITIONS[condition]))
                for number, entry in enumerate(made["conversations"]):
                    path = Path(entry["file"])
                    jobs.append((corpora[corpus], path, path.with_suffix(".rttm"), number, folder,
                                 condition in options.baseline.split(","),
                                 condition in options.wrong_hints.split(",")))
            with ThreadPoolExecutor(options.tasks) as pool:
                everything[name, condition] = list(pool.map(evaluate, jobs))
            print(f"{name}, {condition}: {len(jobs)} conversations", file=sys.stderr)
    print_tables(everything)
    if not options.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
