"""Ranks the enrolled speakers of one export by each voice of another.

    voiceprint model export --format safetensors --output backend.safetensors
    voiceprint export --format safetensors --output voices.safetensors
    python rank.py backend.safetensors voices.safetensors [others.safetensors]
"""

import json
import sys

import numpy as np

from backend import BackEnd, read_tensors


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    back_end = BackEnd.from_safetensors(sys.argv[1])
    sides = []
    for path in (sys.argv[2], sys.argv[-1]):
        tensors, metadata = read_tensors(path)
        if metadata["model"] != back_end.model:
            sys.exit(f"{path} is of model {metadata['model'][:12]}, the back end of {back_end.model[:12]}")
        voices = {view: (tensors[f"{view}.w"], tensors[f"{view}.uncertainty"]) for view in back_end.views}
        sides.append((json.loads(metadata["speakers"]), voices))
    (enrolled, left), (tested, right) = sides
    _, _, ratios = back_end.scores(left, right, back_end.members(enrolled))
    threshold = back_end.threshold()
    for column, name in enumerate(tested):
        best = np.argsort(-ratios[:, column])[:3]
        print(name, *(f"{enrolled[i]} {ratios[i, column]:+.2f}" for i in best), sep="\t")
    print(f"accepted from {threshold:+.2f}", file=sys.stderr)


if __name__ == "__main__":
    main()
