"""What the Makefile calls: a folder each for set-up, running, catalogues, checks and documents."""
