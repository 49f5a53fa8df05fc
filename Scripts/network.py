"""Writes the weights of Resemblyzer's network as VoicePrint reads them: half precision, one bias a gate.

Its file is PyTorch's of before 1.6: pickles, then the numbers of each storage. Reading it takes no PyTorch.
"""

import collections
import io
import os
import pickle
import struct
import sys
import zipfile

import numpy as np
from safetensors.numpy import save_file

LAYERS = 3


class Reader(pickle.Unpickler):
    """Tensors as (storage, offset, shape); everything else of PyTorch as a name, never run."""

    def find_class(self, module, name):
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, *rest: (storage, offset, shape)
        if module.startswith("torch"):
            return lambda *arguments: (module, name)
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a file of weights")

    def persistent_load(self, identifier):
        return identifier[2]


def weights(data):
    """The tensors of the model by name."""
    file = io.BytesIO(data)
    for _ in range(3):  # magic number, protocol, system
        Reader(file).load()
    state = Reader(file).load()["model_state"]
    keys = Reader(file).load()
    numbers = {}
    for key in keys:
        (count,) = struct.unpack("<q", file.read(8))
        shapes = [(offset, shape) for storage, offset, shape in state.values() if storage == key]
        # What belongs to the optimiser follows what belongs to the model, and is not read.
        if not shapes:
            file.seek(4 * count, os.SEEK_CUR)
            continue
        numbers[key] = np.frombuffer(file.read(4 * count), np.float32)
    return {
        name: numbers[storage][offset : offset + int(np.prod(shape))].reshape(shape)
        for name, (storage, offset, shape) in state.items()
    }


def main(wheel, output):
    with zipfile.ZipFile(wheel) as archive:
        state = weights(archive.read("resemblyzer/pretrained.pt"))
    tensors = {}
    for layer in range(LAYERS):
        prefix = f"learned.network.{layer}"
        tensors[f"{prefix}.input"] = state[f"lstm.weight_ih_l{layer}"].astype(np.float16)
        tensors[f"{prefix}.recurrent"] = state[f"lstm.weight_hh_l{layer}"].astype(np.float16)
        tensors[f"{prefix}.bias"] = state[f"lstm.bias_ih_l{layer}"] + state[f"lstm.bias_hh_l{layer}"]
    tensors["learned.network.projection"] = state["linear.weight"].astype(np.float16)
    tensors["learned.network.projectionBias"] = state["linear.bias"].copy()
    save_file(tensors, output)


if __name__ == "__main__":
    main(*sys.argv[1:])
