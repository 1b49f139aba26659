# `make` lists what there is. PYTHON is the one of the environment that CKAN is installed in.
PYTHON ?= .stack/venv/bin/python
DOMAIN_TESTS = $(shell find ckanext/bmagov/tests -name domain -type d -o -name test_domain.py)

# Plugins of pytest that need a service, or load a library of the others' tests for a second.
WITHOUT = $(addprefix -p no:, ckan ckan_fixtures pytest-factoryboy freezegun)

.PHONY: help run stop test test-domain coverage-domain mutation-domain lint format lock wheel pictures drawing \
	api-reference dcat-table gdc-table rules-schema i18n-extract i18n-update i18n-compile

help:  ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1	/' | expand -t 16

run:  ## install what is missing and serve the catalog on http://localhost:5000 (docs/run.md)
	stack/run

stop:  ## stop what `make run` started; data is kept
	stack/stop

test:  ## all tests, with services of their own (docs/test.md)
	stack/test

test-domain:  ## the tests of all domain/ folders alone: no service, a few seconds
	PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest -q $(WITHOUT) $(DOMAIN_TESTS)

coverage-domain:  ## what of domain/ its own tests run, by line and branch (docs/test.md)
	$(PYTHON) -m coverage run -m pytest -q $(WITHOUT) $(DOMAIN_TESTS)
	$(PYTHON) -m coverage report --skip-covered --sort=cover

mutation-domain:  ## change domain/ in places drawn at random and see whether its tests notice (docs/test.md)
	$(PYTHON) tools/domain_mutation.py

lint:  ## all checks of the source: Python, JavaScript, CSS, templates (docs/test.md)
	stack/lint

format:  ## let ruff mend what it can
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

lock:  ## write stack/constraints.txt from what is installed now
	echo '# What a fresh install gave when the tests passed; `make lock` writes it anew.' > stack/constraints.txt
	$(PYTHON) -m pip freeze --exclude-editable --exclude ckanext-bmagov | LC_ALL=C sort -f >> stack/constraints.txt

wheel:  ## a wheel in dist/
	$(PYTHON) -m build --wheel

pictures:  ## the pictures of README, from the demo site that `make run` started (needs Chromium)
	$(PYTHON) tools/pictures.py

drawing:  ## the drawing of the house in docs/architecture.md, from the imports
	$(PYTHON) tools/house.py

api-reference:  ## write docs/api from the actions: declarations, schemas, docstrings, types of answers
	$(PYTHON) tools/api_reference.py

dcat-table:  ## the table of terms in docs/dcat.md, from schemas/dcat.yaml
	$(PYTHON) tools/dcat_table.py

gdc-table:  ## write the table of docs/gdc.md, after a change of the schema, a code list or the mapping
	$(PYTHON) tools/gdc_table.py

rules-schema:  ## write the JSON Schema of KPI rule files, after a change of a check or of their reader
	$(PYTHON) tools/rules_schema.py

i18n-extract:  ## collect the messages of the source and of the installed CKAN into the template (docs/translation.md)
	$(PYTHON) tools/bmagov_messages.py extract

i18n-update: i18n-extract  ## bring the template into each language
	$(PYTHON) tools/bmagov_messages.py update

i18n-compile:  ## write the compiled messages that CKAN reads
	$(PYTHON) tools/bmagov_messages.py compile
