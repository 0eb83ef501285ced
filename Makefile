# Two commands do everything: `make run` examines the shipped example, `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/dev.txt
DEBIAN := chromium fonts-dejavu-core openjdk-17-jre-headless openssh-client openssl tesseract-ocr tesseract-ocr-ara

.PHONY: run setup test test-quick lint format lock debian bench clean

run: setup
	@rm -rf out && mkdir -p out
	@$(BIN)/amparo examine examples/phone --screenshot examples/phone/screenshot-0001.png --out out/case \
		--me "Sam Rivers" --timezone Europe/London --country GB --adult
	@echo "The page: $(CURDIR)/out/case/case.html"

setup: $(VENV)/.ready

$(VENV)/.ready: $(LOCK) pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(LOCK)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What needs Debian packages is installed where this account may; elsewhere its tests skip and name the package.
debian:
	@missing=""; for p in $(DEBIAN); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi; true

test: setup debian
	$(BIN)/python -m pytest -n 2

test-quick: setup
	$(BIN)/python -m pytest -n 2 -m "not slow"

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/amparo guidance check >/dev/null

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Locks carry versions and hashes, no addresses.
lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--override requirements/overrides.txt --python-version 3.11 -o $(LOCK) requirements/dev.in pyproject.toml

bench: setup
	@for script in $(filter-out benchmarks/peers.py benchmarks/common_words.py benchmarks/other_worlds.py,$(wildcard benchmarks/*.py)); do echo "== $$script"; $(BIN)/python $$script; done

clean:
	rm -rf $(VENV) out
