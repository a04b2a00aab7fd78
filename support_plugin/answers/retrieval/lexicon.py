"""Shop talk: which concepts, such as cost, delivery or refund, a text speaks of, however it says so.

The wordings stand in data/lexicon_<language>.json, written for shops in general. A wording is a word or a
phrase; ``*`` at the end of a word stands for any ending, and ``~`` for one to four words of any kind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from support_plugin.answers.retrieval.data import read_data
from support_plugin.answers.retrieval.word_forms import MOST_CACHED, Word, analyse

# Stand for ``*`` and ``~`` while a wording is split: letters that no shop uses.
_ANY_ENDING, _ANY_WORDS = "ꙮ", "ꚙ"
_MOST_SKIPPED = 4
# A wording's words are also looked for in one, where they have so many letters together.
_LEAST_JOINED, _MOST_JOINED_WORDS = 6, 3
_LEAST_STEM = 4


@lru_cache(maxsize=3)
def plain_lexicon(language: str) -> "Lexicon":
    """Return the process's lexicon of a language, without a shop's synonyms."""
    return Lexicon(language)


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    beginnings: dict[str, "_Node"] = field(default_factory=dict)
    gap: "_Node | None" = None
    concepts: tuple[str, ...] = ()


# Where the wordings go on that begin with a word, and the concepts of the word alone.
_Beginning = tuple[tuple[_Node, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words ``start`` to ``end`` (exclusive) of a text, and the concepts that they stand for."""

    start: int
    end: int
    concepts: tuple[str, ...]


class Lexicon:
    """The wordings of one language, and English ones, which people mix in.

    ``synonyms``: words of the shop that mean the same, by the concept that they are.
    """

    def __init__(self, language: str, synonyms: Mapping[str, Iterable[str]] | None = None) -> None:
        self.language = language
        # Single words, which typed ones are corrected to.
        self.vocabulary: set[str] = set()
        self._root = _Node()
        # By the first word of a wording; most words begin none.
        self._first: dict[Word, _Beginning] = {}
        for code in dict.fromkeys((language, "en")):
            for entry in read_data(f"lexicon_{code}"):
                for wording in entry["wordings"]:
                    self._add(wording, tuple(entry["concepts"]))
        for term, wordings in (synonyms or {}).items():
            self._add_synonyms(term, list(wordings))

    def find(self, words: Sequence[Word]) -> list[Mention]:
        """Return the mentions in a text, without those that stand inside a longer one."""
        found: list[Mention] = []
        for start, word in enumerate(words):
            nodes, alone = self._begin(word)
            if alone:
                found.append(Mention(start, start + 1, alone))
            if nodes:
                found += self._follow(words, start, nodes)
        found.sort(key=lambda mention: mention.start - mention.end)
        kept: list[Mention] = []
        for mention in found:
            if not any(_is_inside(mention, longer) for longer in kept):
                kept.append(mention)
        return kept

    def single(self, words: Iterable[Word]) -> frozenset[str]:
        """Return the concepts of the words of a long text, each for itself."""
        return frozenset(concept for word in words for concept in self._begin(word)[1])

    def knows(self, word: Word) -> bool:
        """Return whether a wording begins with the word."""
        return bool(self._begin(word)[0])

    def _begin(self, word: Word) -> _Beginning:
        known = self._first.get(word)
        if known is None:
            reached = _step((self._root,), word)
            # Of a word alone, what is nearest to the way in which it is written.
            nearest = max((length for length, node in reached if node.concepts), default=0)
            alone = [node.concepts for length, node in reached if length == nearest and node.concepts]
            nodes = tuple(node for _length, node in reached)
            known = (nodes, tuple(dict.fromkeys(concept for concepts in alone for concept in concepts)))
            if len(self._first) < MOST_CACHED:
                self._first[word] = known
        return known

    def _follow(self, words: Sequence[Word], start: int, nodes: Sequence[_Node]) -> list[Mention]:
        found: list[Mention] = []
        # Nodes after a ``~``, with how many words may still be skipped.
        waiting: list[tuple[int, _Node]] = []
        end = start + 1
        while end < len(words):
            waiting += [(_MOST_SKIPPED, node.gap) for node in nodes if node.gap]
            if not waiting and not any(node.children or node.beginnings for node in nodes):
                break
            word = words[end]
            end += 1
            if word.is_filler:
                continue
            behind = [node for left, node in waiting if left < _MOST_SKIPPED]
            waiting = [(left - 1, node) for left, node in waiting if left]
            nodes = [node for _length, node in _step([*nodes, *behind], word)]
            found += [Mention(start, end, node.concepts) for node in nodes if node.concepts]
        return found

    def _add_synonyms(self, term: str, wordings: list[str]) -> None:
        """Have all of them mean the term, and what any of them means already."""
        mentions = [mention for wording in wordings for mention in self.find(analyse(wording, self.language))]
        meant = [concept for mention in mentions for concept in mention.concepts]
        for wording in wordings:
            self._add(wording, tuple(dict.fromkeys((term, *meant))))
        self._first.clear()

    def _add(self, wording: str, concepts: tuple[str, ...]) -> None:
        words = analyse(wording.replace("*", _ANY_ENDING).replace("~", _ANY_WORDS), self.language)
        words = [word for word in words if not word.is_filler] or words
        tokens = [word.folded for word in words]
        if not tokens or (len(words) == 1 and words[0].is_stop):
            return
        self._insert(tokens, concepts)
        is_plain = not any(_ANY_ENDING in token or token == _ANY_WORDS for token in tokens)
        if is_plain:
            self.vocabulary.update(token for token in tokens if len(token) >= _LEAST_STEM)
            stems = [word.stem for word in words]
            if stems != tokens and all(len(stem) >= _LEAST_STEM for stem in stems):
                self._insert(stems, concepts)
        joined = "".join(tokens)
        if 1 < len(tokens) <= _MOST_JOINED_WORDS and len(joined) >= _LEAST_JOINED and is_plain:
            self._insert([joined], concepts)

    def _insert(self, tokens: Sequence[str], concepts: tuple[str, ...]) -> None:
        node = self._root
        for token in tokens:
            if token == _ANY_WORDS:
                node.gap = node.gap or _Node()
                node = node.gap
            elif token.endswith(_ANY_ENDING):
                node = node.beginnings.setdefault(token.removesuffix(_ANY_ENDING), _Node())
            else:
                node = node.children.setdefault(token, _Node())
        node.concepts = tuple(dict.fromkeys((*node.concepts, *concepts)))


def _step(nodes: Iterable[_Node], word: Word) -> list[tuple[int, _Node]]:
    """Return the nodes that a word leads to, each with how many letters of the word it took."""
    reached: dict[int, tuple[int, _Node]] = {}
    for node in nodes:
        for form in word.forms:
            if child := node.children.get(form):
                # The whole word is nearer than any beginning of it.
                reached.setdefault(id(child), (len(form) + (form == word.folded), child))
            if node.beginnings:
                for end in range(2, len(form) + 1):
                    if child := node.beginnings.get(form[:end]):
                        reached.setdefault(id(child), (end, child))
    return list(reached.values())


def _is_inside(inner: Mention, outer: Mention) -> bool:
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and outer.end - outer.start > inner.end - inner.start
    )
