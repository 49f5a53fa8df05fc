"""Plays a conversation to Examples/LocalIdentification and holds its answers against the truth. See Scripts/examples."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

COMMAND = Path(".build/release/voiceprint").resolve()
MODEL = Path("Sources/VoicePrint/Resources/voiceprint.safetensors").resolve()


def columns(path):
    return [line.split() for line in Path(path).read_text().splitlines()]


def identifier(name):
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", default="voxforge", help="folder of dev/")
    parser.add_argument("--speakers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", required=True)
    arguments = parser.parse_args()
    data = Path(os.environ["VOICEPRINT_CORPORA"]).resolve() / "dev" / arguments.set

    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "store")
        environment = {**os.environ, "VOICEPRINT_STORE": store, "VOICEPRINT_MODEL": str(MODEL)}

        def run(*words):
            subprocess.run([str(COMMAND), *map(str, words)], env=environment, check=True, stdout=subprocess.DEVNULL)

        run("simulate", "--data", data, "--output", folder, "--speakers", arguments.speakers, "--seed", arguments.seed)
        sound = next(Path(folder).glob("*.wav"))
        turns = [
            (float(start), float(start) + float(length), identifier(name))
            for _, _, _, start, length, _, _, name, *_ in columns(sound.with_suffix(".rttm"))
        ]
        # The last to speak is a stranger; everybody else of the set is enrolled.
        speakers = list(dict.fromkeys(name for _, _, name in turns))
        stranger = speakers[-1]
        recordings = {name: data / path for name, path in columns(data / "wav.scp")}
        for speaker, *utterances in columns(data / "enroll"):
            if identifier(speaker) != stranger:
                run("enroll", "--quiet", identifier(speaker), *[recordings[u] for u in utterances])
        with wave.open(str(sound)) as file:
            rate, pcm = file.getframerate(), file.readframes(file.getnframes())
        heard = subprocess.run(
            [arguments.program, "--rate", str(rate), "--store", store],
            input=pcm, env=environment, stdout=subprocess.PIPE, check=True).stdout.decode()

    print(f"{', '.join(speakers)} speak; {stranger} is not enrolled")
    right = wrong = silent = seconds = kept = taken = 0
    for line in heard.splitlines():
        end = int(re.match(r".\s*(\d+) s", line).group(1))
        named = line.split()[line.split().index("s") + 1]
        # Who speaks most in this second.
        shares = {name: 0.0 for name in speakers}
        for start, stop, name in turns:
            shares[name] += max(0.0, min(stop, end) - max(start, end - 1))
        truth = max(shares, key=shares.get)
        if shares[truth] < 0.5 or sum(shares.values()) - shares[truth] > 0.2:
            print(f"{line}\t(change, or nobody)")
            continue
        print(f"{line}\t{truth if truth != stranger else 'a stranger'}")
        if truth == stranger:
            kept, taken = kept + (named == "?"), taken + (named != "?")
        else:
            seconds += 1
            right, wrong, silent = right + (named == truth), wrong + (named not in (truth, "?")), silent + (named == "?")
    print(f"of {seconds} s of enrolled speakers: {right} named rightly, {wrong} wrongly, {silent} not named")
    print(f"of {kept + taken} s of a stranger: {kept} not named, {taken} named")
    # A turn needs some seconds of evidence before anybody is named; a wrong name is worse than none.
    if not (right > 4 * wrong and kept > 4 * taken):
        sys.exit("more than a fifth of the names were wrong")


if __name__ == "__main__":
    main()
