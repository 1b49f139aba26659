# Message catalogues (docs/translation.md). PYTHON is the one of the environment that CKAN is installed in.
PYTHON ?= .stack/venv/bin/python

.PHONY: i18n-extract i18n-update i18n-compile

i18n-extract:  ## collect the messages of the source and of the installed CKAN into the template
	$(PYTHON) tools/bmagov_messages.py extract

i18n-update: i18n-extract  ## bring the template into each language
	$(PYTHON) tools/bmagov_messages.py update

i18n-compile:  ## write the compiled messages that CKAN reads
	$(PYTHON) tools/bmagov_messages.py compile
