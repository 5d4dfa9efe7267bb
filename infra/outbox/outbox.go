// Package outbox carries notices out of the program: text messages to a spool
// or a gateway, e-mail by SMTP. Whoever is told twice under the same key was
// told once: every sender passes the key on.
package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Message is one notice on its way out.
type Message struct {
	Key  string `json:"key"` // the same for every try: who has it already does nothing more
	To   string `json:"to"`
	Text string `json:"text"`
}

// Sender carries messages. An error means that the message may not have arrived.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Spool writes each message as a file of its own, for a modem or another
// program to take. The file's name is the key, so that a second try writes the
// same file.
type Spool struct{ Dir string }

// Send implements Sender.
func (s Spool) Send(_ context.Context, m Message) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	name := filepath.Join(s.Dir, filepath.Base(m.Key)+".json")
	half, err := os.CreateTemp(s.Dir, ".half-*")
	if err != nil {
		return err
	}
	_, err = half.Write(append(body, '\n'))
	if err = errors.Join(err, half.Sync(), half.Close()); err != nil {
		return errors.Join(err, os.Remove(half.Name()))
	}
	return os.Rename(half.Name(), name)
}

// Gateway posts each message as JSON to a provider's address, with the key as
// Idempotency-Key. Any answer but 2xx is a failed try.
type Gateway struct {
	URL    string
	Client *http.Client
}

// timeout is how long a gateway or mail server may take.
const timeout = 20 * time.Second

// Send implements Sender.
func (g Gateway) Send(ctx context.Context, m Message) error {
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", m.Key)
	res, err := g.Client.Do(req)
	if err != nil {
		return errors.New("the gateway cannot be reached") // the address may hold a password
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("the gateway answered %d", res.StatusCode)
	}
	return nil
}

// Texts makes the sender of text messages a configuration names: a spool
// directory, or a gateway's https address. Nothing named is nobody.
func Texts(spool, gateway string) (Sender, error) {
	switch {
	case spool != "" && gateway != "":
		return nil, errors.New("--sms-spool and --sms-url: give one of them")
	case spool != "":
		return Spool{Dir: spool}, nil
	case gateway == "":
		return nil, nil
	}
	u, err := url.Parse(gateway)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return nil, errors.New("--sms-url: give an https address")
	}
	return Gateway{URL: gateway, Client: &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }
