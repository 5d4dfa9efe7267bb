package api

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"liandong/domain/reception"
)

// icalOctets is how long a line of iCalendar may be before it is folded, in octets without its break.
const icalOctets = 75

// calendarMost bounds the public calendar: a subscriber reads it whole, there is no next page.
const calendarMost = 500

// calendarFile is the public receptions of today and later as RFC 5545. Its UIDs
// are stable, so that a calendar read again changes an entry and adds none.
func calendarFile(c *Call) (rawBody, error) {
	all, err := c.comingReceptions()
	if err != nil {
		return rawBody{}, err
	}
	var b icalFile
	b.line("BEGIN", "VCALENDAR")
	b.line("VERSION", "2.0")
	b.line("PRODID", "-//Liandong//receptions//ZH")
	b.line("CALSCALE", "GREGORIAN")
	for _, r := range all {
		b.event(r, c.org(r.Host).Name, c.Now)
	}
	b.line("END", "VCALENDAR")
	return rawBody{bytes: []byte(b.String()), kind: "text/calendar; charset=utf-8"}, nil
}

// icalFile is an iCalendar object being written.
type icalFile struct{ strings.Builder }

// event writes one reception: where, when, who receives and which lawyers.
func (b *icalFile) event(r reception.Reception, host string, now time.Time) {
	const stamp = "20060102T150405Z"
	about := make([]string, 0, 1+len(r.Lawyers))
	if r.Lead != "" {
		about = append(about, "接访人 · received by："+r.Lead)
	}
	if r.Change != "" {
		about = append(about, changeWords(r).ZH+" · "+changeWords(r).EN+"："+r.Change)
	}
	for _, s := range r.Lawyers {
		about = append(about, "律师 · lawyer："+s.Name+"（"+s.Firm+"）")
	}
	b.line("BEGIN", "VEVENT")
	b.line("UID", r.ID+"@liandong")
	b.line("DTSTAMP", now.UTC().Format(stamp))
	if r.Off() {
		b.line("STATUS", "CANCELLED")
	}
	b.line("SEQUENCE", strconv.Itoa(max(r.Version-1, 0)))
	b.line("DTSTART", r.StartsAt.UTC().Format(stamp))
	b.line("DTEND", r.EndsAt.UTC().Format(stamp))
	b.line("SUMMARY", icalText("接访 · reception "+host))
	b.line("LOCATION", icalText(r.Place))
	if len(about) > 0 {
		b.line("DESCRIPTION", icalText(strings.Join(about, "\n")))
	}
	b.line("END", "VEVENT")
}

// line writes a property, folded at 75 octets and never within a character (RFC 5545 3.1).
func (b *icalFile) line(name, value string) {
	used := 0
	for _, r := range name + ":" + value {
		n := utf8.RuneLen(r)
		if used+n > icalOctets {
			b.WriteString("\r\n ")
			used = 1
		}
		b.WriteRune(r)
		used += n
	}
	b.WriteString("\r\n")
}

// icalText escapes what has a meaning within a text (RFC 5545 3.3.11) and drops the other control characters.
func icalText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\n", "\\n").Replace(s)
}
