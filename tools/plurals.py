"""The plural rules of our languages: Django's own, so that one language has one rule."""

PLURALS = {
    "fa": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
    ": n%100>=11 && n%100<=99 ? 4 : 5;",
}
PLURAL_COUNTS = {language: int(rule[len("nplurals=")]) for language, rule in PLURALS.items()}
