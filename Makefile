# briefbot's everyday commands. `make demo` and `make test` need nothing but Python >= 3.11 and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test bench train pictures lock clean help

help:
	@echo "make demo      set up, then run briefbot with a pretend Slack and pretend agencies in your browser"
	@echo "make test      set up, then run every check and test"
	@echo "make bench     time the parts beside named peers"
	@echo "make train     learn the weights again from the development data in DATA (../shared/data)"
	@echo "make pictures  take a picture of every scene of the demo, and the README's among them"
	@echo "make lock      compile deploy/requirements*.in into pinned, hashed requirements"

demo: $(VENV)/.run
	@echo "briefbot: starting the demo (Ctrl-C ends it)"
	@$(BIN)/briefbot demo $(ARGS)

test: $(VENV)/.test
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/check.py $(ARGS)

bench: $(VENV)/.test
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.bench $(ARGS)

pictures: $(VENV)/.test
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.pictures

DATA ?= ../shared/data
train: $(VENV)/.test
	@$(BIN)/python -m training.speakers $(DATA)
	@$(BIN)/python -m training.keypoints $(DATA)
	@$(BIN)/python -m training.answers
	@$(BIN)/python -m training.events $(DATA)

$(VENV)/bin/python:
	@echo "briefbot: making a virtual environment in $(VENV)"
	@sh deploy/make-venv.sh "$(PYTHON)" "$(VENV)"

# The stamps are newer than what they were made from, so a second run installs nothing and works offline.
$(VENV)/.run: deploy/requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "briefbot: installing what it runs on (pinned and hashed; a minute at most)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r deploy/requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.test: deploy/requirements-dev.txt $(VENV)/.run
	@echo "briefbot: installing what the tests need (pinned and hashed)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r deploy/requirements-dev.txt
	@touch $@

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet \
	  deploy/requirements.in --output-file deploy/requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet \
	  deploy/requirements-dev.in --output-file deploy/requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
