"""The back end of a VoicePrint model in NumPy: from (N, b) to w, and from two w's to a calibrated ratio.

Everything is computed in double precision from what `voiceprint export` and `voiceprint model export` write; the
arrays are described in Documentation/interchange.md. R is the dimension of w, K of embeddings, C the components.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors import safe_open


def read_tensors(path):
    """The arrays and the metadata of a safetensors file."""
    with safe_open(path, framework="numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata()


class BackEnd:
    """Scores pairs of signatures as `voiceprint verify` does."""

    def __init__(self, tensors, metadata):
        self.tensors = {name: np.asarray(values, dtype=np.float64) for name, values in tensors.items()}
        self.model = metadata["model"]
        self.views = json.loads(metadata["views"])
        self.cohort_size = int(metadata["cohortSize"])
        self.place_capacity = int(metadata["placeCapacity"])
        self.smallest_deviation = float(metadata["smallestDeviation"])
        self.smallest_uncertainty = float(metadata["smallestUncertainty"])

    @classmethod
    def from_safetensors(cls, path):
        return cls(*read_tensors(path))

    @classmethod
    def from_kaldi(cls, folder):
        import kaldiio

        metadata = json.loads((Path(folder) / "metadata.json").read_text())
        return cls(dict(kaldiio.load_ark(str(Path(folder) / "backend.ark"))), metadata)

    def embedding(self, view, w):
        """Points of PLDA's diagonal space, n × K, from signatures, n × R."""
        t = self.tensors
        projected = (np.atleast_2d(w) - t[f"{view}.discriminant.mean"]) @ t[f"{view}.discriminant.projection"]
        length = np.linalg.norm(projected, axis=1, keepdims=True)
        normalized = projected * np.sqrt(projected.shape[1]) / np.where(length == 0, 1, length)
        return (normalized - t[f"{view}.plda.mean"]) @ t[f"{view}.plda.transform"]

    def plda(self, view, enrolled, tests):
        """Log-likelihood ratios in nats, m × n: one speaker against two, from embeddings m × K and n × K."""
        psi = self.tensors[f"{view}.plda.betweenVariances"]
        predicted, marginal = 1 + psi / (1 + psi), 1 + psi
        mean = enrolled * psi / (1 + psi)
        # ln N(t; mean, predicted) − ln N(t; 0, marginal), summed over the dimensions.
        constant = -0.5 * np.sum(np.log(predicted / marginal)) - 0.5 * np.sum(mean**2 / predicted, axis=1)
        return (
            (mean / predicted) @ tests.T
            + (tests**2 @ (0.5 / marginal - 0.5 / predicted))[None, :]
            + constant[:, None]
        )

    def cohort_statistics(self, view, embeddings):
        """Mean and standard deviation of each one's best scores with the cohort; 0 and 1 in a view that has none."""
        if not len(self.tensors[f"{view}.cohort"]):
            return np.zeros(len(embeddings)), np.ones(len(embeddings))
        scores = self.plda(view, embeddings, self.tensors[f"{view}.cohort"])
        best = np.sort(scores, axis=1)[:, ::-1][:, : self.cohort_size]
        return best.mean(axis=1), np.maximum(best.std(axis=1), self.smallest_deviation)

    def placed(self, view, enrolled, tests, members):
        """The same at a place, m × n: both recordings share its centre, which the members' embeddings tell something of.

        `members` has for each enrolled row whether it is a member; a member's comparisons are made without it.
        """
        psi = self.tensors[f"{view}.plda.betweenVariances"]
        variance = self.tensors["place.variance"][0]
        total, result = enrolled[members].sum(axis=0), np.empty((len(enrolled), len(tests)))
        for row, e in enumerate(enrolled):
            count = members.sum() - members[row]
            share = variance / (1 + count * variance)
            centre = share * (total - e * members[row])
            v = share * (1 + psi)
            s, c = 1 + psi + v, psi + v
            one, two = s**2 - c**2, s**2 - v**2
            x, t = e - centre, tests - centre
            result[row] = (
                t @ ((c / one - v / two) * x)
                - 0.5 * (t**2 + x**2) @ (s / one - s / two)
                + 0.5 * np.sum(np.log(two / one))
            )
        return result

    def members(self, names):
        """Which of the enrolled take part in the decisions of their place: those whose names' SHA-256 are the lowest."""
        order = sorted(range(len(names)), key=lambda i: hashlib.sha256(names[i].encode()).digest()[:8])
        taking = np.zeros(len(names), dtype=bool)
        taking[order[: self.place_capacity]] = True
        return taking

    def calibrated(self, scores):
        """Log-likelihood ratios in nats from normalised scores, views × …"""
        t = self.tensors
        score = np.tensordot(t["calibration.viewWeights"], scores, axes=1)
        below, above = t["calibration.scales"]
        return t["calibration.offset"][0] + below * np.minimum(score, 0) + above * np.maximum(score, 0)

    def scores(self, enrolled, tests, members=None, calibration=None):
        """All comparisons of enrolled speakers with tests.

        `members` says which of the enrolled the place is known by, none if not given; `calibration` is the offset and the scale
        that `voiceprint calibrate --json` prints, where the account is calibrated.

        `enrolled` and `tests` have for each view the signatures, m × R and n × R, and their uncertainties, m and n. The
        answer has for each view PLDA's ratios and the normalised scores, m × n, and the calibrated ratios.
        """
        raw, normalized = {}, {}
        if members is None:
            members = np.zeros(len(next(iter(enrolled.values()))[0]), dtype=bool)
        for view in self.views:
            (w_l, uncertainty_l), (w_r, uncertainty_r) = enrolled[view], tests[view]
            left, right = self.embedding(view, w_l), self.embedding(view, w_r)
            raw[view] = self.placed(view, left, right, members)
            (mean_l, deviation_l), (mean_r, deviation_r) = (
                self.cohort_statistics(view, side) for side in (left, right)
            )
            # The side that is less certain counts more.
            weight_l, weight_r = (
                np.maximum(u, self.smallest_uncertainty) ** 1.5 for u in (uncertainty_l, uncertainty_r)
            )
            normalized[view] = (
                weight_l[:, None] * (raw[view] - mean_l[:, None]) / deviation_l[:, None]
                + weight_r * (raw[view] - mean_r) / deviation_r
            ) / (weight_l[:, None] + weight_r)
        ratios = self.calibrated(np.stack([normalized[view] for view in self.views]))
        if calibration is None:
            return raw, normalized, ratios - self.tensors["place.caution"][0]
        offset, scale = calibration
        return raw, normalized, offset + scale * ratios

    def threshold(self, target_prior=None):
        """The ratio from which a decision is yes."""
        prior = target_prior or self.tensors["operatingPoint.targetPrior"][0]
        miss, false_accept = self.tensors["operatingPoint.costs"]
        return np.log((1 - prior) * false_accept / (prior * miss))


def signatures(loadings, components, occupancies, linear):
    """w from (N, b): the mean of the posterior, L⁻¹b with L = I + Σ_c N_c T_cᵀT_c.

    `loadings` is T of a view in the model file, C·D × R; `occupancies` n × C and `linear` n × R are N and b.
    """
    t = np.asarray(loadings, dtype=np.float64).reshape(components, -1, loadings.shape[1])
    squares = np.einsum("cdr,cds->crs", t, t, optimize=True)
    result = []
    for n, b in zip(np.asarray(occupancies, dtype=np.float64), np.asarray(linear, dtype=np.float64)):
        precision = np.eye(t.shape[2]) + np.tensordot(n, squares, axes=1)
        result.append(np.linalg.solve(precision, b))
    return np.array(result)
