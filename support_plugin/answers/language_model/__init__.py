"""A language model that may word an answer anew, out of articles that were found; off by default.

See docs/language-model.md.
"""
