"""What the assistant says beside the shop's own articles and facts, in the active language."""

from django.utils.translation import gettext as _

from support_plugin.answers.language_model.words import NOTICE
from support_plugin.text.bidi import isolate


def introduction(shop: str, *, with_model: bool = False) -> str:
    """Return how it says that it is a program, before its first answer.

    ``shop``: the name shown. ``with_model``: questions may go to a language model, which is said too.
    """
    # Translators: %(shop)s is the name of the shop's support.
    text = _(
        "I am an automatic assistant of %(shop)s, not a person. I answer from the shop’s help pages. "
        "You can talk to a person at any time."
    )
    text = text % {"shop": isolate(shop)}
    return f"{text}\n{NOTICE}" if with_model else text


def that_was_it() -> str:
    """Return what is pressed when an answer was the right one."""
    return _("That answers it")


def not_it() -> str:
    """Return what is pressed when it was not."""
    return _("That’s not it")


def none_of_these() -> str:
    """Return what is pressed when none of the questions offered is meant."""
    return _("None of these")


def glad() -> str:
    """Return the words after an answer that was right."""
    return _("Good to hear. If there is anything else, just write.")


def which_one() -> str:
    """Return the words over several questions to choose from."""
    return _("I am not sure what you mean. Is it one of these?")


def what_else() -> str:
    """Return the words after an answer that was not the right one, over others to choose from."""
    return _("Perhaps it is one of these?")


def not_understood() -> str:
    """Return the words to a message without any words."""
    return _("I could not read a question in this. Please write it in a few words.")


def greeting() -> str:
    """Return the answer to a greeting, and to whoever asks for the assistant."""
    return _("Hello! What would you like to know?")


def thanks() -> str:
    """Return the answer to thanks."""
    return _("You’re welcome. If there is anything else, just write.")


def am_program() -> str:
    """Return the answer to whether it is a program."""
    return _("Yes, I am a program. If you would rather talk to a person, say so.")


def other_language() -> str:
    """Return what stands before an article that has no text in the language spoken."""
    return _("This answer is there in another language only:")


def handed_over(away: str, *, is_wanted: bool) -> str:
    """Return what the shopper is shown when people answer from here on.

    ``away``: when somebody is back (``away_text``), empty while somebody is there. ``is_wanted``: the shopper
    has asked for it.
    """
    begin = _("I can’t answer this: I’ll pass it on to people.")
    if is_wanted:
        begin = _("I’ll get somebody for you.")
    if away:
        return "\n".join((begin, away, _("Your question is kept, and they see all of this conversation.")))
    return "\n".join((begin, _("Somebody of the shop will answer you here.")))
