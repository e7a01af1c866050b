# What users and developers run. Each target that needs the tool chain sets it up first, so that a fresh machine will do.

CARGO ?= cargo
PREFIX ?= /usr/local
SECONDS ?= 600
RUNS ?= 5

.PHONY: all setup build debug demo test stress fuzz coverage bench lint install clean

all: build

# Installs what is missing (Debian and its relatives), and nothing if all is there.
setup:
	@./.ci/setup

build: setup
	$(CARGO) build --release --workspace

# What the tests run: with assertions and verifiers.
debug: setup
	$(CARGO) build --workspace --all-targets

# Compiles the examples and runs them in both modes.
demo: build
	@./examples/demo target/release/jsc

test: debug
	$(CARGO) test --workspace

# Every program with a collection at every allocation. Takes long.
stress: debug
	JSC_STRESS=all $(CARGO) test --workspace --test stress -- --nocapture

# Generated programs, native against interpreted against node. SECONDS=60 make fuzz
fuzz: debug
	target/debug/fuzz --seconds $(SECONDS)

# SIR ops that no test program's code has, and how often each kind of exit is taken.
coverage: debug
	$(CARGO) test --workspace --test coverage -- --ignored --nocapture

# RUNS=3 ARGS="queens sort" make bench
bench: build
	target/release/bench --runs $(RUNS) $(ARGS)

lint: setup
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

install: build
	install -D -m 755 target/release/jsc $(DESTDIR)$(PREFIX)/bin/jsc
	install -D -m 644 target/release/libjsc_runtime.a $(DESTDIR)$(PREFIX)/lib/jsc/libjsc_runtime.a
	target/release/jsc completions bash | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/bash-completion/completions/jsc
	target/release/jsc completions zsh | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_jsc
	target/release/jsc completions fish | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/jsc.fish

clean:
	$(CARGO) clean
