"""What synonyms may be, and what they come to."""

from collections.abc import Iterable, Sequence

from support_plugin.text.folding import squeeze

Groups = Iterable[tuple[str, Sequence[str]]]


def find_loop(groups: Groups) -> list[str] | None:
    """Return the words of a loop, the first one again at its end; None for none.

    A group says that its alternatives are understood as its term, which may be an alternative of another one.
    Words are compared as the search compares them.
    """
    shown: dict[str, str] = {}
    leads_to: dict[str, list[str]] = {}
    for term, alternatives in groups:
        root = squeeze(term)
        shown.setdefault(root, term)
        for word in alternatives:
            key = squeeze(word)
            shown.setdefault(key, word)
            leads_to.setdefault(root, []).append(key)
    for start in leads_to:
        if path := _path_back(start, leads_to):
            return [shown[key] for key in path]
    return None


def resolve(groups: Groups) -> dict[str, list[str]]:
    """Return for each outermost term all words that are understood as it, the term first.

    Groups that share a word are one. Takes loops, which a form cannot always see.
    """
    parent: dict[str, str] = {}
    words: dict[str, str] = {}

    def root_of(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for term, alternatives in groups:
        for word in (term, *alternatives):
            words.setdefault(squeeze(word), word)
            parent[root_of(squeeze(word))] = root_of(squeeze(term))
    found: dict[str, list[str]] = {}
    for key, word in words.items():
        if key:
            found.setdefault(root_of(key), []).append(word)
    return found


def _path_back(start: str, leads_to: dict[str, list[str]]) -> list[str] | None:
    """Return a way from a word to itself."""
    waiting, seen = [[start]], {start}
    while waiting:
        path = waiting.pop()
        for key in leads_to.get(path[-1], ()):
            if key == start:
                return [*path, key]
            if key not in seen:
                seen.add(key)
                waiting.append([*path, key])
    return None
