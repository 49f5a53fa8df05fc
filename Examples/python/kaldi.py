"""Shows what a Kaldi export holds.

    voiceprint export --format kaldi --statistics --output voices
    python kaldi.py voices
"""

import sys
from pathlib import Path

import kaldiio
import numpy as np


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for script in sorted(Path(sys.argv[1]).glob("*.scp")):
        arrays = kaldiio.load_scp(str(script))
        first = next(iter(arrays))
        values = arrays[first]
        print(
            f"{script.name}: {len(arrays)} of {values.dtype} {values.shape}, "
            f"{first} of length {np.linalg.norm(values):.3f}"
        )


if __name__ == "__main__":
    main()
