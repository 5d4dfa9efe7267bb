package e2e

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// copyOf is the source as it is committed, with the screens that were built, in a place of its own.
func copyOf(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.Command("sh", "-c", `cd .. && { git ls-files -z --cached --others --exclude-standard; find frontend/dist -type f -print0; } | sort -zu | tar -cf - --null -T - | tar -xf - -C "$1"`, "sh", dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

func released(t *testing.T, key string, more ...string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "files")
	cmd := exec.Command(filepath.Join(copyOf(t), ".ci", "release"), dir, key)
	cmd.Env = append(append(os.Environ(), "VERSION=v0.0.1-test", "SOURCE_DATE_EPOCH=1764000000", "PLATFORMS=linux/amd64"), more...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

func read(t *testing.T, elements ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// packed is what an archive holds, by name.
func packed(t *testing.T, archive []byte) map[string][]byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if all[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.ModTime.Unix() != 1764000000 {
			t.Errorf("%s: %d %v", h.Name, h.Uid, h.ModTime)
		}
	}
}

// Two builds of one source, in two places, are the same files byte for byte; the
// sums are signed, and a change is found; the bills name what is in the program
// and in the screens. In the soak the second build shares nothing with the first.
func TestReleaseIsReproducible(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "release", "-f", key).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	var apart []string
	if os.Getenv("LIANDONG_SOAK") != "" {
		apart = []string{"GOCACHE=" + t.TempDir()}
	}
	one, two := released(t, key), released(t, key, apart...)
	const name = "liandong-v0.0.1-test-linux-amd64"
	for _, file := range []string{name + ".tar.gz", "SHA256SUMS", "SHA256SUMS.sig"} {
		if !bytes.Equal(read(t, one, file), read(t, two, file)) {
			t.Errorf("%s differs between two builds", file)
		}
	}
	verify := func(sums []byte) error {
		signers := filepath.Join(t.TempDir(), "signers")
		if err := os.WriteFile(signers, append([]byte("release "), read(t, key+".pub")...), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("ssh-keygen", "-Y", "verify", "-f", signers, "-I", "release", "-n", "liandong-release", "-s", filepath.Join(one, "SHA256SUMS.sig"))
		cmd.Stdin = bytes.NewReader(sums)
		return cmd.Run()
	}
	sums := read(t, one, "SHA256SUMS")
	if err := verify(sums); err != nil {
		t.Errorf("the signature: %v", err)
	}
	if err := verify(append(sums, '\n')); err == nil {
		t.Error("changed sums are signed")
	}
	check := exec.Command("sha256sum", "-c", "--strict", "SHA256SUMS")
	check.Dir = one
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v %s", err, out)
	}
	files := packed(t, read(t, one, name+".tar.gz"))
	for bill, wanted := range map[string]string{"program.cdx.json": "github.com/gofiber/fiber/v2", "screens.cdx.json": "react-dom"} {
		var b struct {
			Format     string `json:"bomFormat"`
			Components []struct{ Name, Version string }
		}
		if err := json.Unmarshal(files[name+"/"+bill], &b); err != nil || b.Format != "CycloneDX" {
			t.Fatalf("%s: %v", bill, err)
		}
		found := false
		for _, c := range b.Components {
			found = found || c.Name == wanted && c.Version != ""
		}
		if !found || len(b.Components) < 5 {
			t.Errorf("%s: %d components, %s among them: %v", bill, len(b.Components), wanted, found)
		}
	}
	for _, file := range []string{"liandong", "LICENSE", "docs/operations.md"} {
		if len(files[name+"/"+file]) == 0 {
			t.Errorf("%s is missing", file)
		}
	}
	for file, body := range files {
		if home, err := os.UserHomeDir(); err == nil && home != "/" && strings.HasSuffix(file, "/liandong") && bytes.Contains(body, []byte(home+"/go/pkg")) {
			t.Errorf("%s names the place where it was built", file)
		}
	}
}
