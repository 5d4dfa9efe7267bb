package main

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

// Each check finds the faults that are planted in testdata, and nothing that is right.
func TestChecks(t *testing.T) {
	at := analysistest.TestData()
	analysistest.Run(t, at, Text, "liandong/infra/store", "liandong/infra/caller")
	analysistest.Run(t, at, Save, "liandong/infra/lost")
	analysistest.Run(t, at, Hours, "liandong/domain/calm")
	analysistest.Run(t, at, Opened, "liandong/api")
}
