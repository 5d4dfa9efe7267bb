# make run: the fictional county on http://127.0.0.1:8080.
# make test: installs what the tests need, and runs all of them.
# make soak: the heavy tests whole. make fuzz: every parser, a minute each. make bench: figures.

GO ?= go
BIN := bin/liandong

.PHONY: screens build run test soak fuzz bench lint docs deps release security

# The screens are built again when their sources or the API's description changed.
SCREENS := frontend/dist/party.html
$(SCREENS): $(shell find frontend -name node_modules -prune -o -name dist -prune -o -type f -print) docs/openapi.json .ci/screens
	./.ci/screens

screens: $(SCREENS)

build: $(SCREENS)
	CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN) .

run: build
	$(BIN) serve --demo --data ./data

# deps installs MariaDB, which the tests start on the loopback address, and a C compiler for -race.
deps:
	@./.ci/deps

test: deps lint build
	./.ci/test

# What the domain's heavy tables compute starts no goroutine: they run whole once, without the race detector.
soak: deps build
	$(GO) test -race -count=1 -timeout 60m $$($(GO) list ./infra/... ./domain/... | grep -v '/infra/gormdb$$')
	LIANDONG_SOAK=1 $(GO) test -race -count=1 -timeout 60m ./infra/gormdb
	LIANDONG_SOAK=1 $(GO) test -count=1 -timeout 120m -parallel 6 -v ./e2e ./domain/desk/... ./infra/rulepack
	LIANDONG_SOAK=1 node frontend/e2e/run.mjs bin/liandong

fuzz:
	./.ci/fuzz

bench: deps build
	$(GO) run ./bench

lint:
	./.ci/lint

# release makes the files of a release in dist; KEY names the file of the key that signs them.
release: $(SCREENS)
	./.ci/release dist $(KEY)

# security lets sqlmap and wapiti try the running demo on the loopback address.
security: build
	./e2e/security/run.sh $(BIN)

# docs writes what is generated from the tables: the machines, the API, the policy.
docs:
	LIANDONG_WRITE_DOCS=1 $(GO) test -count=1 -run Docs ./...
