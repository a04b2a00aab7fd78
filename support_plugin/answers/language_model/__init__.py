"""A language model that may choose and smooth sentences of articles that were found; off by default.

See docs/language-model.md.
"""
