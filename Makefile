# What people do with a checkout of the hall. `make help` lists it.
# PYTHON=/path/to/python chooses the interpreter (3.11 to 3.14); PORT, HOST and HALL_VAR move a hall.

VENV := .venv/bin/python
ENVIRONMENT := site/hall/environment.py
export PYTHON

# The newest Python that fits and really starts; an existing .venv goes on with its own.
define with_python
	@if [ -n "$$PYTHON" ]; then set -- "$$PYTHON"; \
	else set -- python3.14 python3.13 python3.12 python3.11 python3 python; fi; \
	if [ -z "$$PYTHON" ] && [ -x $(VENV) ]; then set -- $(VENV) "$$@"; fi; \
	for python in "$$@"; do \
		if "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then \
			exec "$$python" -I $(ENVIRONMENT) $(1); \
		fi; \
	done; \
	echo "No Python 3.11 to 3.14 found among: $$*. Install one (Debian: sudo apt install python3 python3-venv), or: make $(1) PYTHON=/path/to/python3.12" >&2; \
	exit 1
endef

.PHONY: help run setup dev test lint format bench messages postgres elasticsearch

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run:  ## open the hall at http://localhost:8000 (PORT=8001 for another port); Ctrl-C ends it
	$(call with_python,run)

setup:  ## make the environment only, for .venv/bin/python manage.py ...
	$(call with_python,setup)

dev:  ## make the environment with the tools for tests and lint
	$(call with_python,dev)

test: dev  ## all tests, on SQLite, on PostgreSQL and with Elasticsearch
	@exec $(VENV) -m tests.suite

lint: dev  ## style, types, layers, templates, migrations
	@exec $(VENV) -m tests.lint

format: dev  ## put code and templates into shape
	@$(VENV) -m ruff check --fix --quiet . ; $(VENV) -m ruff format . ; $(VENV) -m djhtml --tabwidth 2 templates

bench: dev  ## what pages and the search cost, as ratios (ONLY=outage for one figure, LONG=1 for all)
	@exec $(VENV) -m tests.bench $(ONLY:%=--only %) $(if $(LONG),--long)

messages: dev  ## collect the interface's words and compile the English catalogue (needs gettext)
	@$(VENV) manage.py makemessages --locale en --no-obsolete --no-wrap --add-location file -i .venv -i 'tests/*' -i 'var/*'
	@$(VENV) manage.py compilemessages --locale en --locale zh_Hans --ignore .venv --ignore var

postgres:  ## install PostgreSQL, chromium, Maven with Java and fonts for the tests (Debian and Ubuntu)
	@.ci/install

elasticsearch: dev  ## run an Elasticsearch node at port 9200 (NODES=3 for a cluster, PORT=9300); Ctrl-C ends it
	@exec $(VENV) -m tests.elasticsearch
