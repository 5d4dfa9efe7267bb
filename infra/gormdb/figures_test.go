package gormdb_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/figures"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

func noon(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 4, 0, 0, 0, time.UTC)
}

// received registers a case of organisation a, led by boss, as received on a day.
func received(ctx context.Context, tx desk.Tx, id string, opened time.Time, alter func(*cases.Facts)) (*cases.Case, error) {
	f := cases.Facts{ID: cases.ID(id), Number: "N" + id, FirstReceiver: "a", Custodian: "a", Category: "neighbour.leak", Region: "990102001"}
	f.Received.On = calendar.DayOf(opened)
	if alter != nil {
		alter(&f)
	}
	c := cases.Register(f, opened)
	if err := tx.Cases.Add(ctx, c); err != nil {
		return nil, err
	}
	standings := map[org.ID][]who.Standing{f.FirstReceiver: {who.Custodian, who.FirstReceiver}, "boss": {who.Superior}}
	return c, tx.Standings.Replace(ctx, c.Facts(), standings, "")
}

func closes(ctx context.Context, tx desk.Tx, id string, on time.Time) error {
	c, err := tx.Cases.Get(ctx, cases.ID(id))
	if err != nil {
		return err
	}
	if err := c.Close(cases.Handled, on); err != nil {
		return err
	}
	return tx.Cases.Put(ctx, c)
}

// read reads what the books say of all that happened.
func read(t *testing.T, db *gormdb.DB, do func(ctx context.Context, l gormdb.Lists) error) {
	t.Helper()
	if err := db.ResetBooks(context.Background()); err != nil {
		t.Fatal(err)
	}
	err := db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error { return do(ctx, gormdb.Lists{TX: tx}) })
	if err != nil {
		t.Fatal(err)
	}
}

var ofA = gormdb.Scope{Organization: "a", Standing: who.FirstReceiver}

// A year as one was published: 156 open as it began, 117 came, 127 were
// resolved, 33 of the stock and 94 of the new, 146 were open as it ended.
func TestPublishedYear(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			for i := range 156 + 117 {
				id, opened := fmt.Sprintf("y%d", i), time.Date(2025, 12, 31, 15, 59, 59, 0, time.UTC) // a second before the year, in China
				if i >= 156 {
					opened = time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC)
				}
				if _, err := received(ctx, tx, id, opened, nil); err != nil {
					return err
				}
				if i < 33 || i >= 156 && i < 156+94 {
					if err := closes(ctx, tx, id, noon(12, 31)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		read(t, db, func(ctx context.Context, l gormdb.Lists) error {
			got, err := l.Stock(ctx, ofA, "2026-01-01", "2026-12-31")
			same(t, "the year", got, figures.Stock{Start: 156, Registered: 117, Closed: 127, ClosedOfStart: 33, End: 146})
			if got.Start+got.Registered+got.Reopened-got.Closed != got.End {
				t.Error("the year does not add up")
			}
			return err
		})
	})
}

// world is thirty cases, k1 to k30, received on 1 to 30 September at noon.
// k1…k20 close on 10 October; k1, k2 and k3 are taken up again on 20 October,
// and of these k1 closes on the 25th. The last, k30, is a sealed accusation
// toward which a does not stand. k29 lies in another street.
func world(ctx context.Context, tx desk.Tx) error {
	for i := 1; i <= 30; i++ {
		id := fmt.Sprintf("k%d", i)
		_, err := received(ctx, tx, id, noon(9, i), func(f *cases.Facts) {
			if i <= 6 {
				f.Source = "online"
			}
			switch i {
			case 29:
				f.Region, f.Category = "990102002", "traffic.accident"
			case 30:
				f.Purpose, f.FirstReceiver, f.Custodian = cases.Accusation, "z", "z"
			}
		})
		if err != nil {
			return err
		}
		if i <= 20 {
			if err := closes(ctx, tx, id, noon(10, 10)); err != nil {
				return err
			}
		}
		if err := happened(ctx, tx, i, id); err != nil {
			return err
		}
	}
	for _, id := range []string{"k1", "k2", "k3"} {
		c, err := tx.Cases.Get(ctx, cases.ID(id))
		if err != nil {
			return err
		}
		if err := c.Reopen(cases.Round{Ground: cases.NotSettled}, noon(10, 20)); err != nil {
			return err
		}
		if err := tx.Cases.Put(ctx, c); err != nil {
			return err
		}
	}
	return closes(ctx, tx, "k1", noon(10, 25))
}

// happened gives each case what the figures count. A clock for handling falls
// due on 15 October in each: met in k1…k12, missed in k13…k16, running and late
// in k17, ended in k18, running with time left (due 30 November) in the others.
// A limit to tell falls due on 1 October in k1…k10: met in nine. Mediations end
// on 5 October in k1…k8: five agreed, two not, one handed back.
func happened(ctx context.Context, tx desk.Tx, i int, id string) error {
	limit := clock.Running{ID: "h" + id, CaseID: id, Rule: "petition.handle", Kind: clock.Procedure, State: clock.Met, Of: "case", DueOn: "2026-10-15"}
	switch {
	case i > 18:
		limit.State, limit.DueOn = clock.Ticking, "2026-11-30"
	case i == 18:
		limit.State = clock.Over
	case i == 17:
		limit.State = clock.Ticking
	case i > 12:
		limit.State = clock.Missed
	}
	if i == 30 {
		limit.State, limit.DueOn = clock.Missed, "2026-10-15" // of the accusation: it counts for nobody here
	}
	if err := tx.Clocks.Add(ctx, limit); err != nil {
		return err
	}
	for _, do := range []func(context.Context, desk.Tx, int, string) error{tried, suits, sends} {
		if err := do(ctx, tx, i, id); err != nil {
			return err
		}
	}
	if i > 10 {
		return nil
	}
	tell := clock.Running{ID: "n" + id, CaseID: id, Rule: "petition.notice_direct", Kind: clock.Procedure, State: clock.Met, Of: "case", DueOn: "2026-10-01"}
	if i == 10 {
		tell.State = clock.Missed
	}
	if err := tx.Clocks.Add(ctx, tell); err != nil || i > 8 {
		return err
	}
	outcome := procedure.OutcomeAgreed
	switch {
	case i == 8:
		outcome = procedure.OutcomeHandedBack
	case i > 5:
		outcome = procedure.OutcomeUnsettled
	}
	p := procedure.Restore(procedure.Facts{ID: procedure.ID("p" + id), CaseID: cases.ID(id), Channel: "people_mediation", Organization: "m", State: "ended", Outcome: outcome, OpenedAt: noon(10, 1), EndedAt: noon(10, 5)})
	if err := tx.Proceedings.Add(ctx, p); err != nil || i > 5 {
		return err
	}
	return promises(ctx, tx, i, id)
}

// promises: k1…k5 have an agreement in effect on 6 October, of which two sides
// asked for confirmation, and one promise each, due on 20 October: three
// performed, one of them late; one partly; one nobody heard of.
func promises(ctx context.Context, tx desk.Tx, i int, id string) error {
	err := tx.Agreements.Add(ctx, procedure.Agreement{ID: "g" + id, ProceedingID: procedure.ID("p" + id), CaseID: cases.ID(id), EffectiveOn: "2026-10-06", MadeAt: noon(10, 5)})
	if err != nil {
		return err
	}
	asked := clock.Running{ID: "c" + id, CaseID: id, Rule: "judicial_confirmation.apply", Kind: clock.Right, State: clock.Ticking, Of: "agreement/g" + id, DueOn: "2026-11-05"}
	if i <= 2 {
		asked.State = clock.Met
	}
	if err := tx.Clocks.Add(ctx, asked); err != nil {
		return err
	}
	due := clock.Running{ID: "d" + id, CaseID: id, Rule: clock.PerformanceRule, Kind: clock.Office, State: clock.Met, Of: "agreement/g" + id + "/1", DueOn: "2026-10-20"}
	if i > 2 {
		due.State = clock.Missed
	}
	if err := tx.Clocks.Add(ctx, due); err != nil || i == 5 {
		return err
	}
	result := procedure.Performed
	if i == 4 {
		result = procedure.Partly
	}
	done := noon(10, 19)
	if i == 3 {
		done = noon(10, 22) // the late one
	}
	return tx.Follow.AddPerformance(ctx, procedure.Performance{ID: "f" + id, AgreementID: "g" + id, CaseID: cases.ID(id), Item: 1, Result: result, At: done})
}

// sends: on 2 October k1…k20 and the accusation are offered to a committee, of
// which three are declined; k21…k26 are assigned to an agency, of which one came
// back on an objection and two went to the superior.
func sends(ctx context.Context, tx desk.Tx, i int, id string) error {
	f := referral.Facts{ID: referral.ID("r" + id), CaseID: cases.ID(id), From: "a", To: "m", Channel: "people_mediation", Route: "people_mediation", State: referral.Completed, SentAt: noon(10, 2)}
	switch {
	case i > 26 && i < 30:
		return nil
	case i == 30:
		f.State = referral.Declined
	case i > 20:
		f.Channel, f.Route = "petition", "petition"
		if i == 21 {
			f.State = referral.Returned
		}
		if i > 24 {
			f.ContestedAt = noon(10, 9)
		}
	case i > 17:
		f.State = referral.Declined
	}
	if err := tx.Referrals.Add(ctx, referral.Restore(f)); err != nil || i > 8 {
		return err
	}
	return rates(ctx, tx, i, id)
}

// rates: k1…k8 have two people each; six applicants rated a, with 5 5 4 3 2 1.
func rates(ctx context.Context, tx desk.Tx, i int, id string) error {
	for n, role := range []party.Role{party.Applicant, party.Respondent} {
		if err := tx.Parties.Add(ctx, party.Party{ID: party.ID(fmt.Sprintf("%s.%d", id, n)), CaseID: id, Role: role}); err != nil {
			return err
		}
	}
	if i > 6 {
		return nil
	}
	if err := tx.Ratings.Mark(ctx, party.ID(id+".0"), "a"); err != nil {
		return err
	}
	return tx.Ratings.Add(ctx, desk.Rating{ID: "s" + id, Organization: "a", Month: "2026-10", Score: []int{5, 5, 4, 3, 2, 1}[i-1]})
}

// Every figure of the world stands here as somebody counted it by hand.
func TestFiguresByHand(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			return gormdb.Registry{TX: tx}.AddOrganization(ctx, org.Organization{ID: "a", Kind: org.PetitionOffice, Version: 1})
		})
		if err != nil {
			t.Fatal(err)
		}
		unit(t, db, world)
		read(t, db, func(ctx context.Context, l gormdb.Lists) error {
			stock, err := l.Stock(ctx, ofA, "2026-10-01", "2026-10-31")
			same(t, "October", stock, figures.Stock{Start: 29, Reopened: 3, Closed: 21, ClosedOfStart: 20, End: 11})
			if err != nil {
				return err
			}
			got, err := l.Figures(ctx, ofA, "2026-10-01", "2026-10-31", "2026-11-01")
			same(t, "the indicators", got, map[string]figures.Count{
				figures.OnTime: {Numerator: 16, Denominator: 23}, figures.Notice: {Numerator: 9, Denominator: 10},
				figures.Mediation: {Numerator: 5, Denominator: 7}, figures.Confirmation: {Numerator: 2, Denominator: 5},
				figures.Performance: {Numerator: 3, Denominator: 5}, figures.OnItsDay: {Numerator: 2, Denominator: 5}, figures.Returns: {Numerator: 4, Denominator: 26},
				figures.Contests: {Numerator: 2, Denominator: 26}, figures.Reopening: {Numerator: 3, Denominator: 21},
				figures.SettledOnce: {Numerator: 17, Denominator: 20}, figures.CameOnline: {}, figures.Contacted: {},
				figures.InAccord: {Numerator: 3, Denominator: 8}, figures.TrialOnTime: {Numerator: 4, Denominator: 6},
			})
			if err != nil {
				return err
			}
			// k1 was received 39 days before it closed, k20 20 days; k1 again took 5.
			days, err := l.Took(ctx, ofA, "2026-10-01", "2026-10-31")
			if m := days.Mean(); m != (figures.Count{Numerator: 20*(20+39)/2 + 5, Denominator: 21}) {
				t.Errorf("the mean: %v", m)
			}
			if n, half, nine := days.Total(), *days.Within(50), *days.Within(90); n != 21 || half != 29 || nine != 37 {
				t.Errorf("%d rounds took %v and %v days", n, half, nine)
			}
			if err != nil {
				return err
			}
			if err := lasted(ctx, t, l); err != nil {
				return err
			}
			came, err := l.Figures(ctx, ofA, "2026-09-01", "2026-09-30", "2026-11-01")
			same(t, "of what came in September", map[string]figures.Count{"online": came[figures.CameOnline], "reached": came[figures.Contacted]},
				map[string]figures.Count{"online": {Numerator: 6, Denominator: 29}, "reached": {Numerator: 9, Denominator: 29}})
			if err != nil {
				return err
			}
			who, liked, err := l.Ratings(ctx, ofA, "a", "2026-10-01", "2026-10-31", "2026-11-01")
			same(t, "who rated", *who, figures.Count{Numerator: 6, Denominator: 16})
			same(t, "who was satisfied", *liked, figures.Count{Numerator: 4, Denominator: 6})
			return err
		})
		read(t, db, worldInParts(t))
	})
}

func worldInParts(t *testing.T) func(ctx context.Context, l gormdb.Lists) error {
	return func(ctx context.Context, l gormdb.Lists) error {
		flow, err := l.Flow(ctx, ofA, "2026-10-01", "2026-10-31")
		same(t, "the flow", flow, []figures.Cell{{From: "petition_office", To: "people_mediation", Count: 20}, {From: "petition_office", To: "petition", Count: 6}})
		if err != nil {
			return err
		}
		months, err := l.Series(ctx, ofA, "", "", "2026-09-01", "2026-10-31", true)
		same(t, "by month", months, []gormdb.Point{{On: "2026-09", Registered: 29}, {On: "2026-10", Reopened: 3, Closed: 21}})
		if err != nil {
			return err
		}
		days, err := l.Series(ctx, ofA, "", "", "2026-10-10", "2026-10-25", false)
		if len(days) != 16 || days[0] != (gormdb.Point{On: "2026-10-10", Closed: 20}) || days[10].Reopened != 3 || days[15].Closed != 1 {
			t.Errorf("by day: %v", days)
		}
		if err != nil {
			return err
		}
		for _, x := range []struct {
			name string
			in   gormdb.Scope
			open int64
		}{
			{"a's own", ofA, 11},
			{"what boss leads", gormdb.Scope{Organization: "boss", Standing: who.Superior}, 12},
			{"a below boss", gormdb.Scope{Organization: "boss", Standing: who.Superior, Below: "a"}, 11},
			{"z below boss", gormdb.Scope{Organization: "boss", Standing: who.Superior, Below: "z"}, 1},
			{"z, where a asks", gormdb.Scope{Organization: "a", Standing: who.FirstReceiver, Below: "z"}, 0},
			{"one street", gormdb.Scope{Organization: "boss", Standing: who.Superior, Region: "990102002"}, 1},
			{"one street of a's", gormdb.Scope{Organization: "boss", Standing: who.Superior, Below: "a", Region: "990102001"}, 10},
			{"a stranger", gormdb.Scope{Organization: "m", Standing: who.FirstReceiver}, 0},
		} {
			s, err := l.Stock(ctx, x.in, "2026-10-01", "2026-10-31")
			if err != nil {
				return err
			}
			if s.End != x.open {
				t.Errorf("%s: %d open, want %d", x.name, s.End, x.open)
			}
		}
		for _, x := range []struct {
			category, channel string
			came, gone        int64
		}{{"", "", 29, 21}, {"traffic.accident", "", 1, 0}, {"", "people_mediation", 8, 9}, {"neighbour.leak", "people_mediation", 8, 9}, {"traffic.accident", "people_mediation", 0, 0}} {
			var came, gone int64
			points, err := l.Series(ctx, ofA, x.category, x.channel, "2026-09-01", "2026-10-31", true)
			for _, p := range points {
				came, gone = came+p.Registered, gone+p.Closed
			}
			if came != x.came || gone != x.gone || err != nil {
				t.Errorf("%s %s: %d came, %d closed, %v", x.category, x.channel, came, gone, err)
			}
		}
		// k21…k29 came on 21 to 29 September, k2 and k3 again on 20 October.
		ages, err := l.Ages(ctx, ofA, 11, "2026-10-31")
		same(t, "the backlog's age", ages, []int64{2, 9, 0, 0, 0})
		if err != nil {
			return err
		}
		none, liked, err := l.Ratings(ctx, ofA, "a", "2026-11-01", "2026-11-30", "2026-12-01")
		if none != nil || liked != nil {
			t.Errorf("too few ratings are shown: %v %v", none, liked)
		}
		return err
	}
}
