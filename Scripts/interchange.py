"""Computes again from exports what `voiceprint` computes, and says how far apart the two are. See Scripts/interchange."""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import kaldiio
import numpy as np

from backend import BackEnd, read_tensors, signatures

COMMAND = Path(".build/release/voiceprint").resolve()
SCORE, SIGNATURE, FEATURE = 1e-4, 1e-4, 2e-3
failures = []


def report(what, difference, bound):
    """Says by how much two computations differ, and remembers where that is too much."""
    fine = bool(difference <= bound)
    print(f"{'agrees' if fine else 'DIFFERS'}  {what:60s} {difference:9.2e}  (bound {bound:.0e})", flush=True)
    if not fine:
        failures.append(what)


def holds(what, true):
    print(f"{'holds' if true else 'FAILS'}   {what}", flush=True)
    if not true:
        failures.append(what)


def worst(one, other):
    one, other = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    return np.max(np.abs(one - other)) if one.shape == other.shape else np.inf


class Place:
    """A folder with a store of its own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.environment = {**os.environ, "VOICEPRINT_STORE": str(self.folder / "store")}
        self.environment.pop("VOICEPRINT_KEY", None)

    def run(self, *arguments, statuses=(0,)):
        run = subprocess.run(
            [str(COMMAND), *map(str, arguments)], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        if run.returncode not in statuses:
            sys.exit(f"voiceprint {' '.join(map(str, arguments))}: {run.returncode}\n{run.stderr}")
        return run.stdout


def identifier(name):
    """A name as an id, which has no dashes."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def columns(path):
    return [line.split() for line in Path(path).read_text().splitlines()]


def spread(values, count):
    """So many of the values, evenly from first to last."""
    if len(values) <= count:
        return values
    return [values[i * len(values) // count] for i in range(count)]


def check_scores(place, data, count):
    recordings = {name: str((data / path).resolve()) for name, path in columns(data / "wav.scp")}
    trials = columns(data / "trials")
    targets = spread([t for t in trials if t[2] == "target"], count // 4)
    trials = targets + spread([t for t in trials if t[2] == "nontarget"], count - len(targets))
    enrolled = (place.folder / "enrolled").exists()
    for speaker, *utterances in [] if enrolled else columns(data / "enroll"):
        place.run("enroll", "--quiet", identifier(speaker), *[recordings[u] for u in utterances])
    tested = sorted({utterance for _, utterance, _ in trials})
    ids = {utterance: f"test_{number}" for number, utterance in enumerate(tested)}
    for utterance in [] if enrolled else tested:
        place.run("enroll", "--quiet", "--account", "tests", ids[utterance], recordings[utterance])

    (place.folder / "enrolled").touch()
    place.run("model", "export", "--format", "safetensors", "--output", "backend.safetensors", "--force")
    place.run("export", "--format", "safetensors", "--statistics", "--output", "enrolled.safetensors", "--force")
    place.run("export", "--format", "safetensors", "--account", "tests", "--output", "tests.safetensors",
              "--force")
    back_end = BackEnd.from_safetensors(place.folder / "backend.safetensors")
    sides = []
    for name in ("enrolled", "tests"):
        tensors, metadata = read_tensors(place.folder / f"{name}.safetensors")
        holds(f"{name}: {len(json.loads(metadata['speakers']))} voices of the back end's model",
              metadata["model"] == back_end.model)
        sides.append((
            {speaker: row for row, speaker in enumerate(json.loads(metadata["speakers"]))},
            {view: (tensors[f"{view}.w"], tensors[f"{view}.uncertainty"]) for view in back_end.views},
        ))
    (left_rows, left), (right_rows, right) = sides
    complete, _ = read_tensors(place.folder / "enrolled.safetensors")
    names = np.array(list(left_rows))
    members = np.zeros(len(names), dtype=bool)
    whole = complete["complete"] > 0
    members[whole] = back_end.members(list(names[whole]))
    raw, normalized, ratios = back_end.scores(left, right, members)

    def verify(trial):
        return json.loads(
            place.run("verify", "--quiet", "--json", identifier(trial[0]), recordings[trial[1]], statuses=(0, 1)))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(verify, trials))
    places = [(left_rows[identifier(speaker)], right_rows[ids[utterance]]) for speaker, utterance, _ in trials]
    print(f"{len(trials)} runs of verify, {len(targets)} of them with the speaker, {len(tested)} recordings")
    for number, view in enumerate(back_end.views):
        for what, ours, name in (("PLDA log-likelihood ratio", raw, "pldaLogLikelihoodRatio"),
                                 ("normalised score", normalized, "normalizedScore")):
            report(f"{what}, {view}", worst(
                [ours[view][p] for p in places], [answer["views"][number][name] for answer in answers]), SCORE)
    theirs = np.array([answer["logLikelihoodRatio"] for answer in answers])
    report("calibrated log-likelihood ratio", worst([ratios[p] for p in places], theirs), SCORE)
    report("threshold", abs(back_end.threshold() - answers[0]["threshold"]), 1e-12)
    holds("the same decisions", all(
        (ratios[p] >= back_end.threshold()) == answer["accepted"] for p, answer in zip(places, answers)))
    print(f"         ratios from {theirs.min():+.2f} to {theirs.max():+.2f}")
    return back_end, left, ratios


def check_statistics(place, back_end):
    """w from (N, b), and the sums from those of the samples."""
    model, _ = read_tensors(json.loads(place.run("model", "show", "--json"))["path"])
    enrolled, _ = read_tensors(place.folder / "enrolled.safetensors")
    place.run("export", "--format", "safetensors", "--statistics", "--per-sample", "--output", "samples.safetensors",
              "--force")
    samples, _ = read_tensors(place.folder / "samples.safetensors")
    row = samples["sample.enrollment"]
    holds("as many samples as the enrollments have", np.array_equal(
        np.bincount(row, minlength=len(enrolled["samples"])), enrolled["samples"]))
    for view in back_end.views:
        components = len(model[f"{view}.mixture.weights"])
        again = signatures(
            model[f"{view}.loadings"], components, enrolled[f"{view}.occupancies"], enrolled[f"{view}.linear"])
        report(f"w from (N, b), {view}", worst(again, enrolled[f"{view}.w"]), SIGNATURE)
        for kind in ("occupancies", "linear"):
            sums = np.zeros(enrolled[f"{view}.{kind}"].shape)
            np.add.at(sums, row, samples[f"sample.{view}.{kind}"].astype(np.float64))
            holds(f"{kind} of the samples add up, {view}",
                  np.array_equal(sums.astype(np.float32), enrolled[f"{view}.{kind}"]))


def check_formats(place, back_end, left, ratios):
    """The other formats hold the same numbers."""
    place.run("export", "--format", "jsonl", "--statistics", "--output", "enrolled.jsonl", "--force")
    place.run("export", "--format", "kaldi", "--statistics", "--output", "kaldi", "--force")
    place.run("model", "export", "--format", "kaldi", "--output", "kaldi-backend", "--force")
    lines = [json.loads(line) for line in (place.folder / "enrolled.jsonl").read_text().splitlines()]
    tensors, metadata = read_tensors(place.folder / "enrolled.safetensors")
    speakers = json.loads(metadata["speakers"])
    holds("jsonl: the same voices", [line["speakerId"] for line in lines] == speakers)
    # Script files name their archives as they were written, from this folder.
    before = Path.cwd()
    os.chdir(place.folder)
    for view in back_end.views:
        read = dict(kaldiio.load_scp(f"kaldi/{view}.w.scp"))
        report(f"kaldiio, scp: w, {view}", worst([read[s] for s in speakers], left[view][0]), 0)
        report(f"jsonl: w, {view}", worst([line["views"][view]["w"] for line in lines], left[view][0]), 0)
        for kind in ("occupancies", "linear"):
            read = dict(kaldiio.load_ark(f"kaldi/{view}.{kind}.ark"))
            report(f"kaldiio, ark: {kind}, {view}", worst([read[s] for s in speakers], tensors[f"{view}.{kind}"]), 0)
            report(f"jsonl: {kind}, {view}", worst(
                np.array([line["views"][view][kind] for line in lines], dtype=np.float32), tensors[f"{view}.{kind}"]), 0)
    _, _, again = BackEnd.from_kaldi("kaldi-backend").scores(left, left)
    _, _, first = back_end.scores(left, left)
    report("scores with the back end read by kaldiio", worst(again, first), 0)
    os.chdir(before)


def check_features(place, golden):
    """Cepstra against an independent implementation."""
    for name in ("synthetic", "speech"):
        sound = golden / f"{name}.wav"
        place.run("features", sound, "--format", "npy", "--output", name, "--force")
        place.run("features", sound, "--format", "kaldi", "--output", f"{name}-kaldi", "--force")
        expected = np.loadtxt(golden / f"{name}.mfcc20_16k.csv", delimiter=",")
        cepstra, mask = np.load(place.folder / f"{name}.npy"), np.load(place.folder / f"{name}.speech.npy")
        report(f"features, npy, {name} at 16 kHz, {cepstra.shape}", worst(cepstra, expected), FEATURE)
        holds(f"mask of {name}: {mask.sum()} of {len(mask)} frames", mask.dtype == bool and mask.shape == cepstra.shape[:1])
        read = dict(kaldiio.load_ark(str(place.folder / f"{name}-kaldi.ark")))
        report(f"features, kaldiio, {name}", worst(read[name], cepstra), 0)
        read = dict(kaldiio.load_ark(str(place.folder / f"{name}-kaldi.speech.ark")))
        report(f"mask, kaldiio, {name}", worst(read[name], mask), 0)
        # The values at 8 kHz are of every second sample.
        half = place.folder / f"{name}-8k.wav"
        with wave.open(str(sound)) as source, wave.open(str(half), "wb") as target:
            samples = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")[::2]
            target.setparams((1, 2, 8000, len(samples), "NONE", ""))
            target.writeframes(samples.tobytes())
        place.run("features", half, "--sample-rate", 8000, "--bands", 23, "--highest-frequency", 3700,
                  "--format", "npy", "--output", f"{name}-8k", "--force")
        expected = np.loadtxt(golden / f"{name}.mfcc20_8k.csv", delimiter=",")
        report(f"features, npy, {name} at 8 kHz", worst(np.load(place.folder / f"{name}-8k.npy"), expected), FEATURE)


def check_examples(place, data):
    """The scripts of Examples/python run, the one with the official SDK against a server on loopback."""
    python = [sys.executable]
    examples = Path("Examples/python")
    ranked = subprocess.run(
        python + [examples / "rank.py", *(place.folder / f"{n}.safetensors" for n in ("backend", "enrolled", "tests"))],
        capture_output=True, text=True, check=True)
    holds(f"rank.py: {len(ranked.stdout.splitlines())} voices ranked", len(ranked.stdout.splitlines()) > 0)
    shown = subprocess.run(
        python + [(examples / "kaldi.py").resolve(), "kaldi"], cwd=place.folder, capture_output=True, text=True, check=True)
    holds(f"kaldi.py: {len(shown.stdout.splitlines())} scripts read", "wide.w.scp" in shown.stdout)

    recordings = {name: (data / path).resolve() for name, path in columns(data / "wav.scp")}
    target = next(t for t in columns(data / "trials") if t[2] == "target")
    enrolled = next(line[1] for line in columns(data / "enroll") if line[0] == target[0])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(COMMAND), "serve", "--port", str(port), "--store", str(place.folder / "served")],
        env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        said = subprocess.run(
            python + [examples / "server.py", f"http://127.0.0.1:{port}", "alice",
                      recordings[enrolled], recordings[target[1]]],
            capture_output=True, text=True)
        answers = [json.loads(line) for line in said.stdout.splitlines()]
        holds("server.py: enrolls with the official SDK", bool(answers) and answers[0].get("speakerId") == "alice")
        holds("server.py: identifies", len(answers) == 2 and answers[1].get("speakerId") == "alice")
        if said.returncode:
            print(said.stderr, file=sys.stderr)
    finally:
        server.terminate()
        server.wait(20)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", default="voxforge", help="folder of dev/")
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--keep", help="folder for store and exports, made if need be and used again; else both are removed")
    arguments = parser.parse_args()
    corpora = Path(os.environ["VOICEPRINT_CORPORA"]).resolve()
    golden = Path(os.environ.get("VOICEPRINT_GOLDEN", corpora.parent / "golden")).resolve()
    data = corpora / "dev" / arguments.set
    with tempfile.TemporaryDirectory() as folder:
        if arguments.keep:
            folder = str(Path(arguments.keep).resolve())
            Path(folder).mkdir(parents=True, exist_ok=True)
        place = Place(folder)
        back_end, left, ratios = check_scores(place, data, arguments.trials)
        check_statistics(place, back_end)
        check_formats(place, back_end, left, ratios)
        check_features(place, golden)
        check_examples(place, data)
    if failures:
        sys.exit(f"{len(failures)} did not hold: {', '.join(failures)}")
    print("All of it holds.")


if __name__ == "__main__":
    main()
