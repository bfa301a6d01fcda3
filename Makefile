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
SOURCES := $(wildcard *.md *.yml *.bib *.cff chapters/*.ipynb chapters/*.md pages/*.md data/*.yaml data/claims/* data/tables/* \
	benchmarks/results/* lib/*.py lib/*/*.py lib/*/schemas/* lib/book/static/* lib/book/static/vendor/*/* images/*)

.PHONY: help book test lab refresh clean lint lock benchmark

help:  ## say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

book: _build/.built  ## set up and build the HTML in _build/html
	@echo "The book is in $(HTML)/index.html"

test: _build/.built  ## set up, build and run every test, the notebooks included
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --nbval --nbval-current-env \
		--nbval-cell-timeout 120 chapters

lab: $(VENV)/.ready  ## open JupyterLab on the chapters
	$(BIN)/jupyter lab chapters

refresh: $(VENV)/.ready  ## re-execute the notebooks in place and say which outputs changed
	$(BIN)/python -m lib.book.notebooks $(NOTEBOOKS)

benchmark: $(VENV)/.ready  ## time the solvers and write the dated results (not a test)
	$(BIN)/python -m pytest -p no:xdist benchmarks
	$(BIN)/python -m benchmarks.eliashberg

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
	$(BIN)/jupyter-book build --warningiserror --nitpick --keep-going .
	@touch $@
