"""Which passage comes first, and whether it is sure: the figures of each candidate, weighed."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from support_plugin.answers.retrieval.data import read_data
from support_plugin.answers.retrieval.needs import likelihood_of
from support_plugin.answers.retrieval.passages import Hit, Outcome, Result
from support_plugin.answers.retrieval.reading import Reading

# The constant of reciprocal rank fusion.
_K = 10
OFF_TOPIC = "off_topic"
# Figures that count otherwise where an article's need is known, and where it is not.
BY_NEED = ("needed", "likely")
BY_WORDS = ("related", "words", "letters", "covered", "mentioned")
# Figures that should name the same first hit.
_AGREEING = ("related", "words", "letters", "covered", "mentioned", "needed", "semantic")


def fuse(rankings: Iterable[Sequence[int]]) -> dict[int, float]:
    """Return the candidates of several rankings with their reciprocal ranks added up, the best 1."""
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking):
            fused[number] = fused.get(number, 0.0) + 1 / (_K + rank)
    most = max(fused.values(), default=1.0)
    return {number: value / most for number, value in fused.items()}


def score(features: Mapping[str, float]) -> float:
    """Return a candidate's score by its figures, from 0 to 1."""
    calibration = read_data("calibration")["semantic" if "semantic" in features else "lexical"]
    return _weigh(crossed(features), calibration["rank"])


def rescored(hit: Hit, weights: Mapping[str, float]) -> Hit:
    """Return the hit with its score by other weights."""
    return replace(hit, score=_weigh(crossed(hit.features), weights))


def crossed(features: Mapping[str, float]) -> dict[str, float]:
    """Return the figures of a passage, and some by whether it speaks of a need that is known.

    Where it does, the need counts most; where not, as of an article about something rare, words do.
    """
    focus = features.get("focus", 0.0)
    features = {**features, "likely": likelihood_of(features.get("needed", 0.0))}
    known = {f"{name}_known": features[name] * focus for name in BY_NEED if name in features}
    rare = {f"{name}_rare": features[name] * (1 - focus) for name in BY_WORDS if name in features}
    return {**features, **known, **rare}


def decide(hits: Sequence[Hit], reading: Reading, language: str) -> Result:
    """Return the result: the hits, and how far the first one is to be trusted."""
    if not hits:
        return Result(Outcome.NONE, 0.0, (), language)
    signals = confidence_signals(hits, reading)
    kind = "semantic" if "semantic" in hits[0].features else "lexical"
    calibration = read_data("calibration")[kind]
    weights, thresholds = calibration["trust"], calibration["thresholds"]
    confidence = _weigh(signals, weights)
    outcome = Outcome.NONE
    if confidence >= thresholds["sure"]:
        outcome = Outcome.SURE
    elif confidence >= thresholds["unsure"]:
        outcome = Outcome.UNSURE
    return Result(outcome, confidence, tuple(hits), language)


def confidence_signals(hits: Sequence[Hit], reading: Reading) -> dict[str, float]:
    """Return what shows whether the first hit is right: its figures, and how far ahead it is."""
    first = hits[0]
    second = hits[1].score if len(hits) > 1 else 0.0
    signals = crossed(first.features)
    signals["score"] = _logit(first.score)
    signals["lead"] = min(4.0, _logit(first.score) - _logit(second))
    # Of all candidates, how much the first one has; and by how many figures it is the best.
    signals["share"] = 1 / sum(math.exp(_logit(hit.score) - _logit(first.score)) for hit in hits)
    signals["agreed"] = sum(_is_best(hits, name) for name in _AGREEING) / len(_AGREEING)
    # What no shop is asked, and what was put right: the question may be about something else.
    signals["foreign"] = float(OFF_TOPIC in reading.concepts)
    signals["corrected"] = min(1.0, 0.5 * reading.corrected)
    signals["short"] = 1.0 if len(reading.content) < 2 else 0.0
    signals["long"] = 1.0 if len(reading.content) > 12 else 0.0
    return signals


def _is_best(hits: Sequence[Hit], name: str) -> bool:
    value = hits[0].features.get(name, 0.0)
    return value > 0 and all(hit.features.get(name, 0.0) <= value for hit in hits[1:])


def _weigh(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return _sigmoid(sum(weights.get(name, 0.0) * value for name, value in values.items()) + weights["bias"])


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, value))))


def _logit(value: float) -> float:
    bounded = max(1e-6, min(1 - 1e-6, value))
    return math.log(bounded / (1 - bounded))
