"""Ways to reach a person: one module for each, and one protocol for all."""
