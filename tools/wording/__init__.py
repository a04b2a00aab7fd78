"""One word for one thing: the table of docs/translating.md, and spellings that differ between entries."""
