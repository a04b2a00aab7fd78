"""Answers to a message that mean "no more of these".

The whole answer must be one of them: "please stop by" is none.
"""

import string

from support_plugin.text.folding import fold

# What punctuation is in Latin, Persian and Arabic texts.
_PUNCTUATION = string.punctuation + "،؛؟«»…“”’‘"
# In their one spelling: with any letters, digits, hamzas and joiners that keyboards write.
_STOP = frozenset(
    fold(words)
    for words in (
        # Twilio's own (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out).
        *(
            "stop",
            "stop all",
            "stopall",
            "unsubscribe",
            "cancel",
            "end",
            "quit",
            "revoke",
            "optout",
            "opt out",
        ),
        # The button of WhatsApp's marketing templates.
        *("stop promotions", "توقف تبلیغات", "إيقاف العروض الترويجية"),
        *("arret", "arrêt"),
        *("لغو", "لغو ۱۱", "لغو۱۱", "لغو عضویت", "لغو اشتراک", "لغو پیامک", "توقف", "نفرست", "نفرستید"),
        *("إيقاف", "أوقف", "قف", "إلغاء", "الغاء الاشتراك", "إلغاء الإشتراك"),
    )
)
# What Iran's lines are answered with: «لغو۱۱» says so at the end of each message.
_IRANIAN = frozenset({"11"})
# Longer answers are none of these, and not worth folding.
_LONGEST = 60


def means_stop(answer: str, country: str = "") -> bool:
    """Return whether an answer asks to stop. ``country``: of the provider's lines, "IR"."""
    if len(answer) > _LONGEST:
        return False
    words = " ".join(fold(answer).translate(_SPACED).split())
    return words in _STOP or (country == "IR" and words in _IRANIAN)


_SPACED = str.maketrans(dict.fromkeys(_PUNCTUATION, " "))
