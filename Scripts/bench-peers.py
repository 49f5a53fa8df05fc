"""Times VoicePrint and its peers in turns; called by Scripts/bench-peers.

Each round runs every contender once, one after the other, in this process or a child of it, and takes CPU time; what is
reported is the median of the rounds' ratios, with the least and the most, so that a busy moment hits both sides alike.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
VOICEPRINT = ".build/release/voiceprint"


def cpu(work):
    begun = time.process_time()
    work()
    return time.process_time() - begun


def kaldi_mfcc(samples):
    import kaldi_native_fbank as knf

    options = knf.MfccOptions()
    options.frame_opts.samp_freq = 16000
    options.frame_opts.dither = 0
    options.frame_opts.snip_edges = False
    options.num_ceps = 20
    options.mel_opts.num_bins = 30
    options.use_energy = False
    scaled = samples * 32768

    def work():
        computer = knf.OnlineMfcc(options)
        computer.accept_waveform(16000, scaled)
        computer.input_finished()
        for i in range(computer.num_frames_ready):
            computer.get_frame(i)

    return work


def librosa_mfcc(samples):
    import librosa

    def work():
        librosa.feature.mfcc(y=samples, sr=16000, n_mfcc=20, n_fft=512, win_length=400, hop_length=160, n_mels=30)

    return work


def sklearn_step(components, frames=20480, dimension=60):
    from sklearn.mixture import GaussianMixture

    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (frames, dimension)).astype(np.float32)
    means = rng.uniform(-1, 1, (components, dimension)).astype(np.float32)
    mixture = GaussianMixture(components, covariance_type="diag", init_params="random_from_data", max_iter=1)
    mixture.fit(x)
    mixture.means_ = means

    def work():
        _, log_responsibilities = mixture._e_step(x)
        mixture._m_step(x, log_responsibilities)

    return work, frames


def resemblyzer_embedding(path):
    import torch
    from resemblyzer import VoiceEncoder, preprocess_wav

    torch.set_num_threads(1)
    encoder = VoiceEncoder("cpu", verbose=False)

    def work():
        encoder.embed_utterance(preprocess_wav(path))

    return work


def ours(path):
    """CPU seconds of the stages, by name, from one short run of the command's own benchmark."""
    answer = json.loads(subprocess.check_output([VOICEPRINT, "bench", "--json", "--rounds", "3", path]))
    kernels = {kernel["work"]["name"]: kernel for kernel in answer["kernels"]}
    return answer, kernels


def make_audio(path, seconds):
    """Speech that the machine makes itself, so that nobody's voice is needed."""
    with tempfile.TemporaryDirectory() as folder:
        text = " ".join(["The quick brown fox jumps over the lazy dog, and nobody in the whole village minds it."] * 12)
        subprocess.check_call(["espeak-ng", "-v", "en", "-w", f"{folder}/speech.wav", text])
        subprocess.check_call(
            ["sox", f"{folder}/speech.wav", "-r", "16000", "-c", "1", "-b", "16", path, "trim", "0", str(seconds)])


def spread(values):
    return statistics.median(values), min(values), max(values)


def picture(rows, path):
    """A bar for each comparison: how many times faster, on a logarithmic scale."""
    width, height, left = 760, 40 * len(rows) + 60, 330
    scale = (width - left - 90) / np.log10(max(row[3][0] for row in rows) * 1.3)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="14" role="img"><title>How many times faster VoicePrint is than its peers</title>',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        '<text x="10" y="24" font-weight="bold">CPU time of the peer over CPU time of VoicePrint, one thread</text>',
    ]
    for index, (work, peer, _, ratio) in enumerate(rows):
        y = 48 + 40 * index
        length = max(2, scale * np.log10(max(ratio[0], 1.01)))
        parts.append(f'<text x="{left - 10}" y="{y + 16}" text-anchor="end">{work}: {peer}</text>')
        parts.append(f'<rect x="{left}" y="{y}" width="{length:.0f}" height="22" fill="#2b6cb0"/>')
        parts.append(f'<text x="{left + length + 8:.0f}" y="{y + 16}">{ratio[0]:.1f} ×</text>')
    with open(path, "w") as file:
        file.write("\n".join(parts) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--audio", help="a 16 kHz mono file of about 30 s; made with espeak-ng where none is given")
    parser.add_argument("--picture", help="write an SVG here")
    arguments = parser.parse_args()
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        path = arguments.audio or f"{folder}/speech.flac"
        if not arguments.audio:
            make_audio(path, 30)
        samples, rate = soundfile.read(path, dtype="float32")
        assert rate == 16000 and samples.ndim == 1, "audio at 16 kHz with one channel"
        seconds = len(samples) / rate
        steps = {components: sklearn_step(components) for components in (256, 512)}
        peers = {
            ("MFCC", "kaldi-native-fbank"): kaldi_mfcc(samples),
            ("MFCC", "librosa"): librosa_mfcc(samples),
            ("mixture step, 256", "scikit-learn"): steps[256][0],
            ("mixture step, 512", "scikit-learn"): steps[512][0],
            ("file to signature", "Resemblyzer"): resemblyzer_embedding(path),
        }
        for work in peers.values():
            work()  # What is loaded, planned or compiled at the first call is nobody's time.
        times = {key: [] for key in peers}
        mine = {key: [] for key in peers}
        bare = {256: [], 512: []}
        for done in range(arguments.rounds):
            print(f"round {done + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
            answer, kernels = ours(path)
            for (work, peer), run in peers.items():
                times[work, peer].append(cpu(run))
                if work == "MFCC":
                    mine[work, peer].append(answer["cepstra"]["median"])
                elif work == "file to signature":
                    mine[work, peer].append(answer["whole"]["median"])
                else:
                    components = int(work.split(", ")[1])
                    kernel = kernels[f"expectation step, {components} components"]
                    frames = steps[components][1]
                    mine[work, peer].append(kernel["work"]["median"] * frames / kernel["work"]["amount"])
                    bare[components].append(kernel["reference"]["median"] / kernel["work"]["median"])

    rows = []
    for (work, peer), theirs in times.items():
        ratios = [a / b for a, b in zip(theirs, mine[work, peer])]
        amount, unit = (steps[int(work.split(", ")[1])][1], "frames/s") if "step" in work else (seconds, "× real time")
        rate = f"{amount / statistics.median(mine[work, peer]):,.0f} {unit} against {amount / statistics.median(theirs):,.0f}"
        rows.append((work, peer, rate, spread(ratios)))
    print(f"{arguments.rounds} rounds in turns, one thread, CPU time; {platform.machine()}, "
          f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}\n")
    print("| work | peer | VoicePrint against the peer | ratio: median (least–most) |\n|---|---|---|---|")
    for work, peer, rate, (median, least, most) in rows:
        print(f"| {work} | {peer} | {rate} | **{median:.1f}** ({least:.1f}–{most:.1f}) |")
    for components, shares in bare.items():
        median, least, most = spread(shares)
        print(f"| mixture step, {components} | its matrix products alone | | {median:.2f} ({least:.2f}–{most:.2f}) |")
    if arguments.picture:
        picture(rows, arguments.picture)


if __name__ == "__main__":
    main()
