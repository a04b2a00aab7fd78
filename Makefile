# Every command sets up what it needs. Wants only Python 3.11 or newer and make; see `make help`.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
ifeq ($(strip $(PYTHON)),)
$(error Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python3 ...)
endif
VENV_PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup

help:  ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

setup:  ## virtual environment, Node packages, static files, catalogues
	@$(PYTHON) -m tools.setup dev
