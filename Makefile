# Every command sets up what it needs. Wants only Python 3.11 or newer and make; see `make help`.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
ifeq ($(strip $(PYTHON)),)
$(error Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python3 ...)
endif

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak lint bench messages compilemessages matrix pictures constraints clean

# `make` starts each line's program itself when the line has no shell syntax; so signals reach it.
help:  ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

setup:  ## virtual environment, Node packages, static files, catalogues (the others do it themselves)
	@$(PYTHON) -m tools.setup dev

demo:  ## the example shop on http://127.0.0.1:8000/ (DEMO_PORT=...), until Ctrl-C
	@$(PYTHON) -m tools.setup shop
	@.venv/bin/python -m tools.run.demo

test: setup  ## every test, with real Redis, PostgreSQL and Chromium
	@.venv/bin/python -m tools.checks.test

soak: setup  ## what `make test` does in short: long stories of failures, 10,000 messages over outages
	@.venv/bin/python -m tools.checks.soak

lint: setup  ## style, types, templates, scripts, style sheets, imports, migrations, catalogues
	@.venv/bin/python -m tools.checks.lint

bench: setup  ## benchmarks; one of them with BENCH=name
	@.venv/bin/python -m tools.checks.bench $(BENCH)

messages: setup  ## bring locale/*/LC_MESSAGES/django.po up to date with the sources
	@.venv/bin/python -m tools.catalogues.messages

compilemessages: setup  ## compile the catalogues (part of every set-up)
	@.venv/bin/python -m tools.catalogues.compile

matrix: setup  ## the suite on every Python found, Django 5.2 to 6.1, lowest and newest packages; some: CELLS="lowest ..."
	@.venv/bin/python -m tools.checks.matrix $(CELLS)

pictures: setup  ## screenshots of the demo into docs/pictures/; some of them with PICTURES="name ..."
	@.venv/bin/python -m tools.docs.pictures $(PICTURES)

constraints: setup  ## write constraints.txt anew, with the newest versions
	@.venv/bin/python -m tools.setup.constraints

clean:  ## remove all that the commands made, the demo's data too
	@$(PYTHON) -m tools.setup.clean
