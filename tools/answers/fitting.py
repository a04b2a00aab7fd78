"""Weights and thresholds by examples; names of figures and their values in, weights by name out."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy

# Of the questions out of scope, how many may be answered; of the answers, how many must be right.
MOST_ANSWERED, LEAST_RIGHT = 0.011, 0.94
Features = Mapping[str, float]


def fit_ranking(lists: Sequence[tuple[Sequence[Features], int]], names: Sequence[str]) -> dict[str, float]:
    """Return weights, none below 0, by which the right one of each list comes first (softmax)."""
    longest = max(len(candidates) for candidates, _right in lists)
    figures = numpy.zeros((len(lists), longest, len(names)))
    absent = numpy.zeros((len(lists), longest))
    right = numpy.zeros((len(lists), longest))
    for row, (candidates, place) in enumerate(lists):
        figures[row, : len(candidates)] = _table(candidates, names)
        absent[row, len(candidates) :] = -1e9
        right[row, place] = 1.0
    weights = numpy.ones(len(names))
    for _round in range(1500):
        values = figures @ weights + absent
        parts = numpy.exp(values - values.max(axis=1, keepdims=True))
        error = right - parts / parts.sum(axis=1, keepdims=True)
        slope = numpy.einsum("qc,qcf->f", error, figures) / len(lists)
        weights = numpy.maximum(0.0, weights + 2.0 * (slope - 0.0005 * weights))
    return dict(zip(names, map(float, weights), strict=True))


def fit_trust(examples: Sequence[tuple[Features, bool]], names: Sequence[str]) -> dict[str, float]:
    """Return weights, with a ``bias``, that separate right first hits from others (logistic regression)."""
    figures = _table([signs for signs, _right in examples], names)
    right = numpy.array([is_right for _signs, is_right in examples], dtype=float)
    weights, bias = numpy.zeros(len(names)), 0.0
    for _round in range(3000):
        error = right - 1 / (1 + numpy.exp(-(figures @ weights + bias)))
        weights += 0.3 * (figures.T @ error / len(examples) - 0.001 * weights)
        bias += 0.3 * float(error.mean())
    return {**dict(zip(names, map(float, weights), strict=True)), "bias": bias}


def probabilities(signs: Sequence[Features], weights: Features) -> Any:
    """Return how likely first hits with these signs are right, as an array."""
    names = [name for name in weights if name != "bias"]
    values = _table(signs, names) @ numpy.array([weights[name] for name in names]) + weights["bias"]
    return 1 / (1 + numpy.exp(-values))


def thresholds_of(found: Sequence[tuple[float, bool, bool]]) -> dict[str, float]:
    """Return the lowest thresholds that keep the bounds, by (confidence, is right, is out of scope)."""
    outside = [confidence for confidence, _right, is_outside in found if is_outside]
    sure = 0.999
    for number in range(995, 300, -5):
        threshold = number / 1000
        answered = [right for confidence, right, is_out in found if confidence >= threshold and not is_out]
        share = sum(confidence >= threshold for confidence in outside) / max(1, len(outside))
        if share > MOST_ANSWERED or (len(answered) > 50 and sum(answered) / len(answered) < LEAST_RIGHT):
            break
        sure = threshold
    # As unsure, every second question out of scope may be met with a choice; fewer in scope with none.
    inside = sorted(confidence for confidence, _right, is_outside in found if not is_outside)
    return {"sure": sure, "unsure": round(min(sure, inside[int(len(inside) * 0.05)]), 3)}


def _table(rows: Sequence[Features], names: Sequence[str]) -> Any:
    return numpy.array([[row.get(name, 0.0) for name in names] for row in rows])
