"""What the Makefile calls: a folder each for set-up, running, catalogues, checks and documents.

And purchases (buying/), which tests, benchmarks and pictures share.
"""
