"""The skills that every shop has."""
