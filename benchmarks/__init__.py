"""Benchmarks: ``make bench`` runs each file here that does not begin with an underscore."""
