"""The cart, the methods and the two sides that benchmarks/notices.py compares."""
