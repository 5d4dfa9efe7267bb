// Command vetgorm is a vet tool of this repository's own rules, which no linter
// at hand knows:
//
//	go vet -vettool=$(go build -o … . && echo …) ./...
package main

import "golang.org/x/tools/go/analysis/unitchecker"

func main() { unitchecker.Main(Text, Save, Opened, Hours) }
