"""See Scripts/faults. Arguments: the command, the preloaded library, the operations."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

COMMAND, LIBRARY = os.path.abspath(sys.argv[1]), sys.argv[2]
KINDS = ["error", "full", "short", "kill", "torn", "power"]
TEXTS = [
    "The north wind and the sun were disputing which was the stronger, when a traveler came along wrapped in a cloak.",
    "They agreed that the one who first succeeded in making the traveler take his cloak off should be stronger.",
    "Then the north wind blew as hard as he could, but the more he blew, the more closely did the traveler fold it.",
]
PASSPHRASE = "a passphrase for tests"


def run(folder, *arguments, **faults):
    """Runs the command on the store of a folder."""
    # One thread for products: hundreds of short processes are quicker so.
    environment = {**os.environ, "VOICEPRINT_PASSPHRASE": PASSPHRASE, "OPENBLAS_NUM_THREADS": "1"}
    environment |= {f"FAULTS_{name.upper()}": str(value) for name, value in faults.items()}
    if faults:
        environment |= {"LD_PRELOAD": LIBRARY, "FAULTS_FOLDER": folder + "/"}
    arguments = [COMMAND, *arguments, "--store", f"{folder}/store"]
    return subprocess.run(arguments, env=environment, capture_output=True, text=True)


def done(folder, *arguments):
    """Runs the command where nothing fails."""
    result = run(folder, *arguments)
    if result.returncode != 0:
        sys.exit(f"faults: {' '.join(arguments)}: {result.stderr}")
    return result.stdout


def contents(folder):
    """All that a store answers of its speakers."""
    return json.loads(done(folder, "list", "--partial", "--json"))["records"]


class Operation:
    def __init__(self, work, name, arguments):
        self.work, self.name, self.arguments = work, name, arguments
        self.steps, self.before, self.after = "", None, None

    def begin(self):
        """Counts the steps, and notes what there is before and after."""
        folder = self.copy("whole")
        self.before = contents(folder)
        result = run(folder, *self.filled(folder), step=0, kind="none", count=f"{self.work}/count")
        if result.returncode != 0:
            sys.exit(f"faults: {self.name}: {result.stderr}")
        with open(f"{self.work}/count") as file:
            self.steps = file.read()
        self.after = contents(folder)
        shutil.rmtree(folder)

    def copy(self, name):
        folder = f"{self.work}/{self.name}-{name}"
        shutil.copytree(f"{self.work}/template", folder)
        return folder

    def filled(self, folder):
        return [argument.replace("FOLDER", folder) for argument in self.arguments]

    def fails(self, kind, step):
        """What is wrong after a step failed; nothing where all is well."""
        folder = self.copy(f"{kind}-{step}")
        result = run(folder, *self.filled(folder), step=step, kind=kind)
        killed = result.returncode == -signal.SIGKILL
        faults = []
        if kind in ("kill", "power") and not killed:
            faults.append(f"it ended with {result.returncode}, and was to be killed")
        if not killed and result.returncode not in (0, 73, 74, 77):
            faults.append(f"it ended with {result.returncode}: {result.stderr.strip()}")
        verified = run(folder, "store", "verify", "--quiet")
        if verified.returncode != 0:
            faults.append(f"the store is not whole: {verified.stdout}{verified.stderr}")
        else:
            found = contents(folder)
            # What was said to be done is done; what failed may be done all the same, but never by half.
            allowed = [self.after] if result.returncode == 0 else [self.before, self.after]
            if found not in allowed:
                faults.append("it is neither as before nor as after")
        archive = f"{folder}/archive"
        if self.name == "export" and (os.path.exists(archive) or result.returncode == 0):
            target = f"{folder}/other"
            os.mkdir(target)
            if run(target, "import", archive, "--quiet").returncode != 0 or contents(target) != self.before:
                faults.append("the archive does not hold what it should")
        shutil.rmtree(folder)
        return faults


with tempfile.TemporaryDirectory() as work:
    template = f"{work}/template"
    os.mkdir(template)
    for index, text in enumerate(TEXTS):
        subprocess.run(["espeak-ng", "-v", "en-us+m1", "-s", "150", "-w", f"{work}/{index}.wav", text], check=True)
    done(template, "enroll", "carol", f"{work}/2.wav", "--quiet")
    done(template, "enroll", "dave", f"{work}/0.wav", "--quiet")
    done(template, "export", "--archive", f"{work}/archive", "--quiet")
    done(template, "delete", "carol")
    done(template, "delete", "dave")
    done(template, "enroll", "alice", f"{work}/0.wav", "--quiet")
    operations = [
        Operation(work, "enroll", ["enroll", "bob", f"{work}/1.wav", f"{work}/2.wav", "--quiet"]),
        Operation(work, "update", ["update", "alice", f"{work}/1.wav", "--quiet"]),
        Operation(work, "delete", ["delete", "alice"]),
        Operation(work, "rekey", ["store", "rekey", "--quiet"]),
        Operation(work, "import", ["import", f"{work}/archive", "--quiet"]),
        Operation(work, "export", ["export", "--archive", "FOLDER/archive", "--quiet"]),
    ]
    names = sys.argv[3:]
    total = broken = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for operation in operations:
            if names and operation.name not in names:
                continue
            operation.begin()
            # Half of a step is done only where the step has bytes.
            pairs = [
                (kind, step + 1)
                for kind in KINDS
                for step, letter in enumerate(operation.steps)
                if letter == "b" or kind not in ("short", "torn")
            ]
            wrong = 0
            for (kind, step), faults in zip(pairs, pool.map(lambda pair: operation.fails(*pair), pairs)):
                for fault in faults:
                    print(f"{operation.name}, {kind} at step {step}: {fault}")
                wrong += bool(faults)
            print(f"{operation.name}: {len(operation.steps)} steps, {len(pairs)} failures, {wrong} broken", flush=True)
            total, broken = total + len(pairs), broken + wrong
    print(f"{total} failures, {broken} broken")
    sys.exit(broken > 0)
