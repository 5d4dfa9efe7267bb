package e2e

import (
	"time"

	"liandong/infra/totp"
)

// shows enrols the second factor that a made-up account owes even in a demo, or
// shows a code of the sheet that it was given then.
func (s *Server) shows(c *Client, due *Answer) *Answer {
	s.T.Helper()
	s.sheetsMu.Lock()
	defer s.sheetsMu.Unlock()
	id := due.String("challenge.id")
	if sheet := s.sheets[c.Name]; len(sheet) > 0 {
		s.sheets[c.Name] = sheet[1:]
		return c.Do("POST", "/session/factor", map[string]any{"challenge_id": id, "recovery_code": sheet[0]})
	}
	secret := c.Do("POST", "/session/factor/enrolment", map[string]any{"challenge_id": id, "kind": "totp"}).Want(200).String("secret")
	code, err := totp.Code(secret, time.Now())
	if err != nil {
		s.T.Fatal(err)
	}
	a := c.Do("POST", "/session/factor", map[string]any{"challenge_id": id, "code": code})
	var session struct {
		Sheet []string `json:"recovery_codes"`
	}
	a.Want(200).Into(&session)
	if s.sheets == nil {
		s.sheets = map[string][]string{}
	}
	s.sheets[c.Name] = session.Sheet
	return a
}
