# Two commands do everything: `make book` and `make test`. Needs Python 3.11 or newer, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HTML := _build/html
WORKERS ?= auto

# One thread a maths library and a fixed order of sets: the same output everywhere.
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
export MKL_NUM_THREADS = 1
export PYTHONHASHSEED = 0

# Whatever the pages are made from; a change of any of it rebuilds.
SOURCES := Makefile $(wildcard *.md *.yml *.bib *.cff tests/faults.yaml) \
	$(shell find api audits benchmarks/results chapters data examples explore images lib -type f ! -name '*.pyc' 2>/dev/null)

.PHONY: help book test stress browser-test lab refresh new-paper release clean lint lock benchmark pdf growth newest audit

help:  ## say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

book: _build/.built  ## set up and build the HTML in _build/html
	@echo "The book is in $(HTML)/index.html"

pdf: _build/.built  ## set the whole book as one PDF in _build/pdf (needs Chromium)
	$(BIN)/python -m lib.book.binding

# Over several machines: make test SHARDS=4 SHARD=1, and so on, each a job of its own.
SPLIT := $(if $(SHARDS),--splits $(SHARDS) --group $(SHARD))

test: _build/.built  ## set up, build and run every test, the notebooks included
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(SPLIT) tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --nbval --nbval-current-env \
		--nbval-cell-timeout 120 $(SPLIT) chapters examples

stress: _build/.built  ## refresh under noise, other locales and threads; kill it 50 times
	STRESS=1 $(BIN)/python -m pytest tests/test_reproducible.py tests/book/test_faults.py

browser-test: _build/.built  ## try the built pages in chromium, without a network
	@command -v chromium >/dev/null \
		|| { echo "chromium is not installed; on Debian: sudo apt-get install chromium"; exit 1; }
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/browser

lab: $(VENV)/.ready  ## open JupyterLab on the chapters
	$(BIN)/jupyter lab chapters

refresh: $(VENV)/.ready  ## re-execute the notebooks in place and say which outputs changed
	$(BIN)/python -m lib.book.notebooks $(NOTEBOOKS)

new-paper: $(VENV)/.ready  ## lay down the review of another paper: make new-paper KEY=smith
	@$(BIN)/python -m lib.book.new_paper $(if $(KEY),"$(KEY)") $(if $(AUTHOR),--author "$(AUTHOR)") \
		$(if $(TITLE),--title "$(TITLE)") $(if $(YEAR),--year "$(YEAR)")

release: _build/.built  ## archive this edition: pages, PDF, notebooks, ledger, lock and their checksums
	$(BIN)/python -m lib.book.release

benchmark: _build/.built  ## time the solvers, the book and its pages and write the dated results (not a test)
	$(BIN)/python -m pytest -p no:xdist benchmarks
	$(BIN)/python -m benchmarks.eliashberg
	$(BIN)/python -m benchmarks.book

growth: $(VENV)/.ready  ## time books of 10, 30 and 100 chapters and write the dated results
	$(BIN)/python -m benchmarks.growth

newest: $(VENV)/.ready  ## try a current Sphinx, and the newest dependencies (needs the network)
	$(BIN)/python -m benchmarks.newest

audit: $(VENV)/.ready  ## change numbers and code one at a time; does anything notice? (40 minutes)
	$(BIN)/python -m audits.data
	$(BIN)/python -m audits.code

lint: $(VENV)/.ready  ## check style of code and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lock:  ## pin the newest dependencies that pyproject.toml allows (needs uv)
	uv pip compile --universal --fork-strategy fewest --generate-hashes --no-annotate --no-header \
		--python-version 3.11 --all-extras pyproject.toml -o requirements.lock --upgrade

clean:  ## remove what was built
	rm -rf _build

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 book"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

_build/.built: $(VENV)/.ready $(SOURCES)
	$(BIN)/python -m lib.book.build
	@touch $@
