"""``python -m tools.answers.skills [--wrong]``: how well questions find their skill.

Learns the needs from one half of the sentences and asks the other. Wants the dependency group ``answers``.
Prints for each language and skill: precision (of the questions that get it, how many are its own), and
recall. Skills whose question must name a product or a code are left out: that is found by the shop's rows.
"""

import argparse
import os
from collections.abc import Iterator

import django

LANGUAGES = ("fa", "ar", "en")
# What skills say of another one's needs as well.
ALSO = {("shipping-cost", "free-delivery-threshold"), ("free-shipping", "delivery-cost")}
# (language, need, sentence, name of the skill, likelihood)
Row = tuple[str, str, str, str, float]


def ask_all() -> Iterator[Row]:
    """Yield for each sentence of the other half the likeliest skill; "" for none."""
    from support_plugin.answers.retrieval.index import Index
    from support_plugin.answers.retrieval.needs import Needs
    from support_plugin.answers.skills.registry import registered
    from support_plugin.answers.skills.types import Question
    from tools.answers.corpus import read_sentences
    from tools.answers.learn import learn

    skills = [skill for skill in registered() if skill.mentions and skill.name != "voucher"]
    for language in LANGUAGES:
        sentences = read_sentences(language)
        needs = Needs(learn({need: each[::2] for need, each in sentences.items()}, language))
        index = Index(language, (), needs=needs)
        for need, texts in sentences.items():
            for text in texts[1::2]:
                reading = index.read_question(text)
                question = Question(text, language, True, index.likely_needs(reading), reading.concepts)
                share, name = max((skill.likelihood(question), skill.name) for skill in skills)
                yield language, need, text, name if share else "", share


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print the questions that get a wrong skill")
    shows_wrong = parser.parse_args().wrong
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

    from support_plugin.answers.skills.registry import registered

    skills = [skill for skill in registered() if skill.mentions and skill.name != "voucher"]
    own = {(skill.name, need) for skill in skills for need in skill.needs}
    rows = list(ask_all())
    for language in LANGUAGES:
        asked = [row for row in rows if row[0] == language]
        for skill in skills:
            print(language, skill.name, figures_of(asked, own, {skill.name}))
        print(language, "all", figures_of(asked, own, {skill.name for skill in skills}))
        for _language, need, text, name, share in asked if shows_wrong else ():
            if name and (name, need) not in own | ALSO:
                print(f"{name} | {need} | {share:.2f} | {text}")


def figures_of(rows: list[Row], own: set[tuple[str, str]], names: set[str]) -> str:
    """Return precision and recall of these skills as words."""
    needs = {need for name, need in own if name in names}
    answered = [row for row in rows if row[3] in names]
    right = [row for row in answered if (row[3], row[1]) in own | ALSO]
    inside = [row for row in rows if row[1] in needs]
    recall = len([row for row in inside if (row[3], row[1]) in own | ALSO]) / max(1, len(inside))
    return f"precision {len(right) / max(1, len(answered)):.2f} of {len(answered)}, recall {recall:.2f}"


if __name__ == "__main__":
    main()
