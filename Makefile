# What a newcomer needs: `make demo` and `make test`. Everything else serves these two.

PREFIX ?= /usr/local
BUILD := swift build -c release
LAB := Tests/Lab/lab

.PHONY: all build demo test quick-test format lint install install-names bench clean setup

all: build

setup:
	@scripts/setup

# Leaves bin/fleet and bin/fleet-agent. The agent is fully static; fleet carries the Swift standard library and needs
# only Debian's libssh, libyaml, libcrypto and libpcre2 at run time.
build: setup
	@scripts/build

demo: build
	@scripts/demo

# Every test, the lab's included; ends in a count.
test: setup
	@scripts/ci

# Only the tests that need neither root nor a network.
quick-test: setup
	@scripts/ci --quick

format:
	swift format -i -r Sources Tests Package.swift

lint:
	swift format lint --strict -r Sources Tests Package.swift

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 bin/fleet bin/fleet-agent "$(DESTDIR)$(PREFIX)/bin/"

# Links under the names of Ansible's programs: called by one of them, fleet behaves as that program.
install-names: install
	for name in ansible ansible-config ansible-console ansible-doc ansible-galaxy ansible-inventory ansible-playbook ansible-pull \
	  ansible-vault; do ln -sf fleet "$(DESTDIR)$(PREFIX)/bin/$$name"; done

bench: build
	@scripts/bench

clean:
	rm -rf .build bin
