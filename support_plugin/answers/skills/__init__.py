"""Facts that code answers, not text: a registry that shops extend, and the skills that are built in."""
