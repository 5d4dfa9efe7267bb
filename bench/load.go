package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"liandong/infra/secrets"
)

type store struct {
	name, driver, dsn, setup string
	args                     []string
}

var concurrency = []int{1, 16, 64}

func (s store) measure(binary string, length time.Duration, rounds int) ([]result, error) {
	if s.setup != "" {
		pool, err := sql.Open(s.driver, s.setup)
		if err != nil {
			return nil, err
		}
		if _, err := pool.Exec("CREATE DATABASE bench DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
			return nil, err
		}
		if err := pool.Close(); err != nil {
			return nil, err
		}
	}
	cmd, url, err := start(binary, s.args...)
	if err != nil {
		return nil, err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	clerk, err := signIn(url)
	if err != nil {
		return nil, err
	}
	if err := parallel(16, func(i int) error {
		if i >= 500 {
			return io.EOF
		}
		_, err := clerk.register()
		return err
	}); err != nil {
		return nil, err
	}
	sample, err := clerk.register()
	if err == nil {
		err = clerk.assign(sample)
	}
	if err != nil {
		return nil, err
	}
	raw, err := newRaw(s, sample)
	if err != nil {
		return nil, err
	}
	defer func() { _ = raw.db.Close() }()
	var all []result
	for _, c := range concurrency {
		best := result{database: s.name, clients: c}
		for range rounds {
			rate, p50, p99, err := clerk.referrals(c, length)
			if err != nil {
				return nil, err
			}
			if rate > best.product {
				best.product, best.p50, best.p99 = rate, p50, p99
			}
			rawRate, err := raw.run(c, length)
			if err != nil {
				return nil, err
			}
			best.raw = max(best.raw, rawRate)
		}
		all = append(all, best)
	}
	return all, nil
}

func announced(cmd *exec.Cmd) (string, error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "http://"); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return "http://" + rest, nil
		}
	}
	return "", errors.Join(errors.New("the program did not start"), cmd.Wait())
}

// person is somebody signed in.
type person struct {
	url, csrf string
	http      *http.Client
}

func signIn(url string) (*person, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	p := &person{url: url, http: &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 128}}}
	var session struct {
		CSRF string `json:"csrf_token"`
	}
	err = p.post("/session", map[string]any{"username": "clerk", "password": "demo-liandong"}, &session)
	p.csrf = session.CSRF
	return p, err
}

func (p *person) post(path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest("POST", p.url+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", secrets.NewID())
	req.Header.Set("X-CSRF-Token", p.csrf)
	res, err := p.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("POST %s: %d %s", path, res.StatusCode, answer)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}

func (p *person) register() (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	err := p.post("/cases", map[string]any{
		"title": "楼上漏水赔偿", "purpose": "claim", "category": "neighbour.leak", "source": "visit", "region": "990102001", "summary": "楼上卫生间漏水，要求修复并赔偿。",
		"claims": []string{"赔偿损失8000元"}, "parties": []any{
			map[string]any{"role": "applicant", "kind": "person", "name": "林某", "phone": "13900001234"},
			map[string]any{"role": "respondent", "kind": "person", "name": "高某", "phone": "13900005678"},
		},
	}, &made)
	return made.ID, err
}

func (p *person) assign(id string) error {
	return p.post("/cases/"+id+"/referrals", map[string]any{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned", "reason": "按职责转送"}, nil)
}

// referrals assigns cases from many clients for a time. The cases are
// registered before the time runs, more than will be needed.
func (p *person) referrals(clients int, length time.Duration) (rate float64, p50, p99 time.Duration, err error) {
	want := int(length.Seconds() * 1500)
	if clients == 1 {
		want = int(length.Seconds() * 700)
	}
	ids := make([]string, want)
	if err := parallel(32, func(i int) error {
		if i >= want {
			return io.EOF
		}
		var err error
		ids[i], err = p.register()
		return err
	}); err != nil {
		return 0, 0, 0, err
	}
	var mu sync.Mutex
	var took []time.Duration
	begin := time.Now()
	err = parallel(clients, func(i int) error {
		if i >= want || time.Since(begin) > length {
			return io.EOF
		}
		at := time.Now()
		if err := p.assign(ids[i]); err != nil {
			return err
		}
		mu.Lock()
		took = append(took, time.Since(at))
		mu.Unlock()
		return nil
	})
	elapsed := time.Since(begin)
	slices.Sort(took)
	if err != nil || len(took) == 0 {
		return 0, 0, 0, errors.Join(err, errors.New("nothing was acknowledged"))
	}
	return float64(len(took)) / elapsed.Seconds(), took[len(took)/2], took[len(took)*99/100], nil
}

// parallel calls work with 0, 1, 2 … from several goroutines until it says io.EOF.
func parallel(n int, work func(i int) error) error {
	var next atomic.Int64
	errs := make([]error, n)
	var wait sync.WaitGroup
	for g := range n {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for {
				if err := work(int(next.Add(1)) - 1); err != nil {
					if !errors.Is(err, io.EOF) {
						errs[g] = err
					}
					return
				}
			}
		}()
	}
	wait.Wait()
	return errors.Join(errs...)
}
