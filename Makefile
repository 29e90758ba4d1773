PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes --no-compile

.PHONY: setup dev demo test lint cover evaluate model bench lock clean

setup: $(VENV)/.core

# The wheels come with their hashes; the project itself is installed as an editable path.
$(VENV)/.core: requirements/core.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip uninstall --quiet --yes setuptools
	$(PIP) --only-binary :all: -r requirements/core.lock
	echo "$(CURDIR)/src" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/upperhand.pth"
	printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m upperhand "$$@"\n' > $(BIN)/upperhand && chmod +x $(BIN)/upperhand
	$(BIN)/upperhand doctor > /dev/null  # parses the data packs once, so that the first real command is quick
	touch $@

dev: $(VENV)/.dev

$(VENV)/.dev: requirements/dev.lock $(VENV)/.core
	$(PIP) --only-binary :all: -r requirements/dev.lock
	touch $@

demo: setup
	mkdir -p out
	$(BIN)/upperhand ingest examples --ledger out/demo.db
	$(BIN)/upperhand dossier Alibaba --ledger out/demo.db --out out/alibaba

test: dev lint cover

lint: dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

cover: dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term --cov-fail-under=90

evaluate: dev
	$(BIN)/upperhand evaluate

model: dev
	$(BIN)/python -m upperhand.extract.train

bench: dev
	$(BIN)/python -m benchmarks.run

lock:
	$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet pip-tools
	cd requirements && ../$(VENV)-lock/bin/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-options --output-file core.lock core.in
	cd requirements && ../$(VENV)-lock/bin/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-options --allow-unsafe --output-file dev.lock dev.in
	rm -r $(VENV)-lock

clean:
	rm -rf $(VENV) out
