"""The index of one language: all its articles in memory, and the search in them."""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat

from support_plugin.answers.retrieval.bm25 import Field
from support_plugin.answers.retrieval.comparing import Comparer, Document
from support_plugin.answers.retrieval.lexicon import Lexicon, plain_lexicon
from support_plugin.answers.retrieval.needs import (
    Hint,
    Likely,
    Needs,
    NeedsOfPassages,
    needs_of,
    outside_of,
)
from support_plugin.answers.retrieval.passages import Hit, Passage, Result
from support_plugin.answers.retrieval.ranking import decide, fuse, score
from support_plugin.answers.retrieval.reading import (
    Reading,
    read_question,
    read_wording,
    weights_of,
    widened_weights,
)
from support_plugin.answers.retrieval.semantic import Meaning
from support_plugin.answers.retrieval.spelling import Speller
from support_plugin.answers.retrieval.word_forms import Word, analyse, split_words, word_of

# Letters of a question that are read; the rest of a long one is rarely about something else.
MAX_QUESTION = 400
# Candidates that each way of finding contributes, and hits of a result.
_EACH, MOST_HITS = 12, 10


class Index:
    """Built once of passages, whose order does not matter, and not changed afterwards."""

    def __init__(
        self,
        language: str,
        passages: Iterable[Passage],
        synonyms: Mapping[str, Iterable[str]] | None = None,
        meaning: Callable[[Sequence[Passage], str], Meaning | None] | None = None,
        needs: Needs | None = None,
    ) -> None:
        self.language = language
        self._learned = needs
        self._needs = NeedsOfPassages()
        self.passages = sorted(passages, key=lambda passage: passage.key)
        self._lexicons: dict[str, Lexicon] = {}
        self._synonyms = synonyms or {}
        known = set(self._lexicon(language).vocabulary)
        self._meaning = meaning(self.passages, language) if meaning else None
        answers: list[list[str]] = []
        documents = [self._read_passage(passage, answers, known) for passage in self.passages]
        stems = [[stem for wording in document.wordings for stem in wording.stems] for document in documents]
        self._wordings, self._answers = Field(stems), Field(answers)
        self._concepts = Field([sorted(document.own) for document in documents])
        self._comparer = Comparer(documents, self._wordings, self._answers, self._concepts)
        self._speller = Speller(known)

    def search(self, question: str, reading: Reading | None = None) -> Result:
        """Return what answers a question. ``reading``: how it was read, where that is known already."""
        reading = reading or self.read_question(question)
        if not reading.content and not reading.concepts:
            return decide([], reading, self.language)
        meant = self._meaning.of_question(question[:MAX_QUESTION]) if self._meaning else None
        semantic: Mapping[int, float] = meant.likeness if meant else {}
        stems = set(reading.stems)
        likely = self._likely_needs(reading, self.language, meant.hint if meant else ())
        needed = self._needs.score(likely)
        asked = {
            "outside": outside_of(likely),
            "homeless": self._needs.homeless(likely),
            "certain": max(likely.values(), default=0.0),
        }
        rankings = [
            self._wordings.score(stems),
            self._answers.score(stems),
            self._score_concepts(weights_of(reading.concepts)),
            self._score_concepts(widened_weights(reading.concepts)),
            needed,
            semantic,
        ]
        fused = fuse([_best(ranking, _EACH) for ranking in rankings if ranking])
        letters = self._comparer.letters_of(reading)
        hits = []
        for number, rank in fused.items():
            features = self._comparer.compare(reading, letters, number) | {"fused": rank}
            features |= {"needed": needed.get(number, 0.0), "focus": self._needs.focus[number], **asked}
            if meant:
                features["semantic"] = semantic.get(number, 0.0)
            hits.append(Hit(self.passages[number], score(features), features))
        hits.sort(key=lambda hit: (-hit.score, hit.passage.key))
        return decide(hits[:MOST_HITS], reading, self.language)

    def find_by_need(self, need: str, least: float) -> Passage | None:
        """Return the passage that speaks most of a need (``data/needs_*.json``); None below ``least``."""
        scores = self._needs.score({need: 1.0})
        best = _best(scores, 1)
        return self.passages[best[0]] if best and scores[best[0]] >= least else None

    def read_question(self, text: str) -> Reading:
        """Return how a question is understood, mistyped and joined words put right."""
        words: list[Word] = []
        corrected = 0
        for token in split_words(text[:MAX_QUESTION], self.language):
            word = word_of(token, self.language)
            if self._is_known(word):
                words.append(word)
            elif parts := self._speller.split(token):
                words += [word_of(part, self.language) for part in parts]
            else:
                known = self._speller.correct(token)
                corrected += known is not None
                words.append(word_of(known or token, self.language))
        return read_question(words, self._lexicon(self.language), corrected)

    def likely_needs(self, reading: Reading, question: str = "") -> Likely:
        """Return the likeliest needs of a question, and how likely they are; none of an empty one.

        ``question``: what was read, whose meaning counts too where it is known.
        """
        meant = self._meaning.of_question(question[:MAX_QUESTION]) if self._meaning and question else None
        return self._likely_needs(reading, self.language, meant.hint if meant else ())

    def _is_known(self, word: Word) -> bool:
        return word.is_stop or word.stem in self._wordings or self._lexicon(self.language).knows(word)

    def _lexicon(self, language: str) -> Lexicon:
        if language not in self._lexicons:
            own = Lexicon(language, self._synonyms) if self._synonyms else None
            self._lexicons[language] = own or plain_lexicon(language)
        return self._lexicons[language]

    def _likely_needs(self, reading: Reading, language: str, hint: Hint = ()) -> Likely:
        return (self._learned or needs_of(language)).likely(reading, hint)

    def _read_passage(self, passage: Passage, answers: list[list[str]], known: set[str]) -> Document:
        """Return how a passage is read; add its answer's stems, and the words by which it is asked for."""
        lexicon = self._lexicon(passage.language)
        texts = [analyse(text, passage.language) for text in passage.wordings]
        known.update(word.folded for words in texts for word in words)
        wordings = tuple(read_wording(words, lexicon) for words in texts)
        answer = analyse(passage.answer, passage.language)
        hints = self._meaning.of_wordings(len(answers)) if self._meaning else repeat(())
        pairs = zip(wordings, hints, strict=False)
        self._needs.add(
            len(answers), [self._likely_needs(each, passage.language, hint) for each, hint in pairs]
        )
        answers.append([word.stem for word in answer if not word.is_stop])
        own = frozenset(concept for wording in wordings for concept in wording.concepts)
        return Document(wordings, own, lexicon.single(answer))

    def _score_concepts(self, weights: Mapping[str, float]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for concept, weight in weights.items():
            for number, found in self._concepts.score([concept]).items():
                scores[number] = scores.get(number, 0.0) + weight * found
        return scores


def _best(scores: Mapping[int, float], count: int) -> list[int]:
    return heapq.nsmallest(count, scores, key=lambda number: (-scores[number], number))
