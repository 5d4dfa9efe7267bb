package desk_test

import (
	"liandong/domain/calendar"
	"liandong/domain/fault"
)

// handIn begins the court's seven days to say whether it files.
func (m *model) handIn(r *ref, _ step) fault.Kind {
	if r.state != "guided" || r.handedIn {
		return fault.Conflict
	}
	r.handedIn, r.due, r.topped = true, m.filing(), false
	return 0
}

// filing is the last of seven days, moved on to a day on which people work;
// where nobody knows yet which days those are it stays the earlier day.
func (m *model) filing() calendar.Date {
	last := m.today().AddDays(7)
	if day, known := calendar.NextWorkday(m.c.office.Calendar, last); known {
		return day
	}
	return last
}

// askItems stops the answer's time, once; supplyItems lets it go on with the
// working days it had left. Whoever asks for an application's defects has
// received it, and its time begins anew once they are mended.
func (m *model) askItems(r *ref, _ step) fault.Kind {
	if r.state != "offered" && r.state != "guided" || r.asked || r.state == "offered" && m.late(r) {
		return fault.Conflict
	}
	r.asked, r.askedOn, r.due = true, m.today(), ""
	r.handedIn = r.handedIn || r.mode == "guided"
	return 0
}

func (m *model) supplyItems(r *ref, _ step) fault.Kind {
	if r.state != "offered" && r.state != "guided" || r.askedOn == "" {
		return fault.Conflict
	}
	if r.mode == "guided" {
		r.askedOn, r.due, r.topped = "", m.filing(), false
		return 0
	}
	from, until := r.askedOn, m.today()
	due, known := calendar.AddWorkdays(m.c.office.Calendar, r.sentOn, 5, func(d calendar.Date) bool { return from <= d && d < until })
	if !known {
		due = due.AddDays(10)
	}
	r.askedOn, r.due = "", due
	return 0
}
