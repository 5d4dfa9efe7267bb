package outbox

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"github.com/wneessen/go-mail"
)

// Mail sends by SMTP. The Message-ID is the key, so that a mail server that
// gets a message twice can tell.
type Mail struct {
	From, Host, User, Password string
	Port                       int
	Plain                      bool // no TLS: to a relay on this machine only
}

// Mails makes the sender a configuration names:
// smtp://user:password@host:587?from=office@example.cn, or smtps:// for TLS from
// the first byte. Nothing named is nobody.
func Mails(address string) (Sender, error) {
	if address == "" {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Query().Get("from") == "" {
		return nil, errors.New("--smtp: give smtp://user:password@host:port?from=ADDRESS")
	}
	m := Mail{From: u.Query().Get("from"), Host: u.Hostname(), User: u.User.Username(), Port: 587, Plain: loopback(u.Hostname())}
	m.Password, _ = u.User.Password()
	if u.Scheme == "smtps" {
		m.Port = 465
	}
	if p := u.Port(); p != "" {
		if m.Port, err = strconv.Atoi(p); err != nil {
			return nil, errors.New("--smtp: the port is no number")
		}
	}
	return m, nil
}

// subject says nothing of the matter.
const subject = "联动：您的事项有新的进展 · there is news in your matter"

// Send implements Sender.
func (m Mail) Send(ctx context.Context, in Message) error {
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(m.From), msg.To(in.To)); err != nil {
		return errors.New("the address cannot be used")
	}
	msg.SetMessageIDWithValue(in.Key + "@" + m.Host)
	msg.Subject(subject)
	msg.SetBodyString(mail.TypeTextPlain, in.Text)
	options := []mail.Option{mail.WithPort(m.Port), mail.WithTimeout(timeout)}
	switch {
	case m.Plain:
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	case m.Port == 465:
		options = append(options, mail.WithSSL())
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if m.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	client, err := mail.NewClient(m.Host, options...)
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return errors.New("the mail server did not take the message")
	}
	return nil
}
