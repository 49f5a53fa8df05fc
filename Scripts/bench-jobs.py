"""Times whole commands of VoicePrint; called by Scripts/bench-jobs.

Every command is a process of its own with a store of its own, so that nothing is warm but the file cache. Figures are medians
of the rounds. The exponent of growth is fitted to what remains after the fixed cost of starting, which the first two sizes
give, so that it does not hide how the work grows.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

VOICEPRINT = os.path.abspath(".build/release/voiceprint")
TEXT = "They agreed that the one who first made the traveller take his cloak off should be thought the stronger. "


def run(arguments, prefix=()):
    """CPU seconds, wall seconds and peak memory in MiB of one process."""
    begun = time.monotonic()
    process = subprocess.Popen([*prefix, VOICEPRINT, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"voiceprint {' '.join(arguments)}: {errors.decode()}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begun, usage.ru_maxrss / 1024


def median(rounds, arguments, prefix=()):
    """Medians of several runs, each with an empty store."""
    results = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as store:
            results.append(run([a.replace("STORE", store) for a in arguments], prefix))
    return [statistics.median(column) for column in zip(*results)]


def speak(folder):
    """Half a minute of a made voice at 48 kHz, and pieces and multiples of it."""
    subprocess.check_call(["espeak-ng", "-v", "en", "-s", "150", "-w", f"{folder}/raw.wav", TEXT * 8])
    subprocess.check_call(["sox", f"{folder}/raw.wav", "-r", "48000", "-b", "16", f"{folder}/30.wav", "trim", "0", "30"])
    subprocess.check_call(["sox", f"{folder}/30.wav", f"{folder}/12.wav", "trim", "0", "12"])
    for minutes in (1, 4, 5, 16):
        subprocess.check_call(["sox", f"{folder}/30.wav", "-r", "16000", f"{folder}/{60 * minutes}.flac", "repeat", str(2 * minutes - 1)])
    os.mkdir(f"{folder}/files")
    for index in range(200):
        # Each file another: equal recordings would count once.
        subprocess.check_call(
            ["sox", f"{folder}/30.wav", "-r", "16000", f"{folder}/files/{index:03}.flac", "trim", f"{0.05 * index}", "12"])


def exponent(works, seconds):
    """Slope of the logarithms, what the smallest job costs beyond its share of work taken off."""
    fixed = max(0.0, seconds[0] - (seconds[1] - seconds[0]) / (works[1] / works[0] - 1))
    return math.log((seconds[-1] - fixed) / (seconds[0] - fixed)) / math.log(works[-1] / works[0])


def main():
    parser = argparse.ArgumentParser(description="Times whole commands of VoicePrint.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--training", help="a data directory; parts of 1/16, 1/4 and all of it are trained from")
    arguments = parser.parse_args()
    rounds = arguments.rounds
    with tempfile.TemporaryDirectory() as folder:
        speak(folder)
        print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, medians of {rounds}\n")
        print("| command | CPU | wall | peak memory |\n|---|---|---|---|")

        def row(name, figures):
            print(f"| {name} | {figures[0]:.3f} s | {figures[1]:.3f} s | {figures[2]:.0f} MiB |", flush=True)

        row("start (`--help`)", median(rounds, ["--help"]))
        row("start and model (`model show`)", median(rounds, ["model", "show"]))
        for seconds, file in ((12, "12.wav"), (30, "30.wav"), (300, "300.flac")):
            row(f"enroll {seconds} s", median(rounds, ["enroll", "a", f"{folder}/{file}", "--store", "STORE/s", "--quiet"]))
        files = [f"{folder}/files/{index:03}.flac" for index in range(200)]
        folder_command = ["enroll", "a", *files, "--store", "STORE/s", "--quiet"]
        pairs = [(median(1, folder_command, ("taskset", "-c", "0")), median(1, folder_command)) for _ in range(rounds)]
        one, two = ([statistics.median(column) for column in zip(*(pair[side] for pair in pairs))] for side in (0, 1))
        row("enroll from 200 files of 12 s, one core", one)
        row("the same, all cores", two)
        ratios = sorted(a[1] / b[1] for a, b in pairs)
        print(f"\nThe folder is {statistics.median(ratios):.2f} times as fast on all cores ({ratios[0]:.2f}–{ratios[-1]:.2f}).\n")

        print("| growth | CPU at 1×, 4×, 16× | exponent |\n|---|---|---|")
        for name, command in (("enroll", ["enroll", "a", "FILE", "--store", "STORE/s", "--quiet"]), ("diarize", ["diarize", "FILE", "--quiet"])):
            cpu = [median(max(1, rounds // 2), [a.replace("FILE", f"{folder}/{60 * m}.flac") for a in command])[0] for m in (1, 4, 16)]
            print(f"| {name}, 1 minute | {', '.join(f'{c:.3f} s' for c in cpu)} | {exponent([1, 4, 16], cpu):.2f} |", flush=True)
        if arguments.training:
            print(f"| train, {arguments.training} | {training(arguments.training, folder)} |")


def training(data, folder):
    """CPU of training from a sixteenth, a quarter and all of a data directory, and the exponent."""
    lines = {name: open(f"{data}/{name}").read().splitlines() for name in ("wav.scp", "utt2spk", "utt2session")
             if os.path.exists(f"{data}/{name}")}
    cpu = []
    for part in (16, 4, 1):
        target = f"{folder}/train-{part}"
        os.mkdir(target)
        for name, rows in lines.items():
            with open(f"{target}/{name}", "w") as file:
                for row in rows[::part]:
                    key, value = row.split(maxsplit=1)
                    if name == "wav.scp" and not os.path.isabs(value):
                        value = os.path.abspath(f"{data}/{value}")
                    file.write(f"{key} {value}\n")
        cpu.append(run(["train", "--data", target, "--output", f"{folder}/{part}.safetensors", "--quiet"])[0])
    return f"{', '.join(f'{c:.0f} s' for c in cpu)} | {exponent([1, 4, 16], cpu):.2f}"


if __name__ == "__main__":
    main()
