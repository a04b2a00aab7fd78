"""``python -m tools.answers.learn [--semantic] [LANGUAGE ...]``: what the needs of a text are recognized by.

Fits a multinomial logistic regression for each language to the sentences of tools/answers/sentences, and
writes support_plugin/answers/retrieval/data/learned_<language>.json; with ``--semantic`` one by the vectors
of the extra, meaning_<language>.json. Wants the dependency group ``answers``.
"""

import argparse
import json
import math
from array import array
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from support_plugin.answers.retrieval.lexicon import plain_lexicon
from support_plugin.answers.retrieval.needs import features_of, rarity_of
from support_plugin.answers.retrieval.reading import read_question
from support_plugin.answers.retrieval.semantic import centre, vector_of
from support_plugin.answers.retrieval.word_forms import LANGUAGES, analyse
from tools.answers.corpus import read_sentences
from tools.paths import ROOT, VAR

# Vectors of sentences, so that they are made once.
VECTORS = VAR / "answers"
DATA = ROOT / "support_plugin" / "answers" / "retrieval" / "data"
# The inverse of regularisation; weights that are kept, the largest.
SOFTNESS, MOST_WEIGHTS = 10.0, 250_000
# The same of vectors.
SOFTNESS_BY_VECTORS = 5.0


def learn(sentences: Mapping[str, Iterable[str]], language: str) -> dict[str, Any]:
    """Return what ``retrieval.needs.Needs`` takes, fitted to sentences by need."""
    lexicon = plain_lexicon(language)
    rows = [
        (need, Counter(features_of(read_question(analyse(text, language), lexicon, 0))))
        for need, texts in sentences.items()
        for text in texts
    ]
    counts = Counter(sign for _need, signs in rows for sign in signs)
    # What only one sentence has says no more than its words.
    known = sorted(sign for sign, count in counts.items() if count > 1 or _is_word(sign))
    rarity = {sign: rarity_of(sign, counts[sign], len(rows)) for sign in known}
    model = LogisticRegression(C=SOFTNESS, max_iter=60)
    model.fit(_table([signs for _need, signs in rows], rarity), [need for need, _signs in rows])
    packed = _packed(list(model.classes_), model.intercept_, model.coef_.T)
    numbers = array("H", (min(counts[sign], 65_535) for sign in known))
    return {
        **packed,
        "sentences": len(rows),
        "signs": "\n".join(known),
        "counts": _coded(numbers.tobytes()),
    }


def _table(rows: Sequence[Mapping[str, int]], rarity: Mapping[str, float]) -> Any:
    """Return the signs of texts as rows of length 1, measured as ``Needs`` does."""
    columns = {sign: number for number, sign in enumerate(rarity)}
    values, places, ends = [], [], [0]
    for signs in rows:
        found = {sign: count for sign, count in signs.items() if sign in rarity}
        length = math.sqrt(sum(count * rarity[sign] ** 2 for sign, count in found.items())) or 1.0
        values += [count * rarity[sign] / length for sign, count in found.items()]
        places += [columns[sign] for sign in found]
        ends.append(len(values))
    return csr_matrix((numpy.array(values, dtype="float32"), places, ends), shape=(len(rows), len(columns)))


def _packed(needs: list[str], bias: Any, weights: Any) -> dict[str, Any]:
    """Return the largest weights in 8 bits each, by sign."""
    sizes = numpy.abs(weights)
    scale = float(sizes.max()) / 127
    least = numpy.partition(sizes.ravel(), -MOST_WEIGHTS)[-MOST_WEIGHTS] if sizes.size > MOST_WEIGHTS else 0
    # A sign without a weight still belongs to the length of a text.
    kept = [numpy.flatnonzero(row >= max(least, scale / 2)) for row in sizes]
    values = numpy.concatenate([row[places] for row, places in zip(weights, kept, strict=True)])
    return {
        "needs": needs,
        "bias": [round(float(value), 4) for value in bias],
        "scale": scale,
        "owned": _coded(bytes(len(places) for places in kept)),
        "owners": _coded(numpy.concatenate(kept).astype("uint8").tobytes()),
        "weights": _coded(numpy.rint(values / scale).astype("int8").tobytes()),
    }


def learn_meaning(sentences: Mapping[str, Iterable[str]], language: str) -> dict[str, Any]:
    """Return what the extra's needs are recognized by, fitted to sentences by need."""
    rows = [(need, text) for need, texts in sentences.items() for text in texts]
    vectors = _vectors([text for _need, text in rows], language)
    mean = vectors.mean(axis=0)
    model = LogisticRegression(C=SOFTNESS_BY_VECTORS, max_iter=80)
    model.fit(centre(vectors, mean), [need for need, _text in rows])
    scale = float(numpy.abs(model.coef_).max()) / 127
    return {
        "mean": [round(float(value), 5) for value in mean],
        "bias": [round(float(value), 4) for value in model.intercept_],
        "scale": scale,
        "weights": _coded(numpy.rint(model.coef_.T / scale).astype("int8").tobytes()),
    }


def _vectors(texts: Sequence[str], language: str) -> Any:
    """Return the vectors of sentences, from a file as far as it has them."""
    path = VECTORS / f"{language}.npz"
    known: dict[str, Any] = {}
    if path.exists():
        stored = numpy.load(path)
        known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    known |= {text: vector_of(text) for text in dict.fromkeys(texts) if text not in known}
    path.parent.mkdir(parents=True, exist_ok=True)
    numpy.savez(path, texts=numpy.array(list(known)), vectors=numpy.array(list(known.values())))
    return numpy.array([known[text] for text in texts])


def _is_word(sign: str) -> bool:
    return not sign.startswith(("#", ":")) and " " not in sign


def _coded(data: bytes) -> str:
    return b64encode(data).decode()


def main() -> None:
    """Fit and write all languages, or those on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--semantic", action="store_true", help="by the vectors of the extra")
    parser.add_argument("languages", nargs="*", default=LANGUAGES)
    options = parser.parse_args()
    name, fit = ("meaning", learn_meaning) if options.semantic else ("learned", learn)
    for language in options.languages:
        learned = fit(read_sentences(language), language)
        path = DATA / f"{name}_{language}.json"
        path.write_text(json.dumps(learned, ensure_ascii=False) + "\n", encoding="utf-8")
        print(language, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
