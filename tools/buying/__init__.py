"""A purchase in an Oscar shop, step by step: as requests, and in a real browser."""
