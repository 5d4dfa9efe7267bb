package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/referral"
)

// disciplineOrgan finds the lowest discipline organ above a region that does not
// itself belong to the accused: where it does, the next level takes the matter.
func (w *Work) disciplineOrgan(ctx context.Context, region string, accused []org.ID, leaders org.Leaders) (org.Organization, error) {
	for {
		organ, err := w.Tx.Directory.Covering(ctx, org.DisciplineOrgan, region)
		if err != nil || !slices.ContainsFunc(accused, func(a org.ID) bool { return leaders.Belongs(organ.ID, a) }) {
			return organ, err
		}
		if region, err = w.Tx.Directory.Parent(ctx, organ.Region); err != nil {
			return organ, err
		}
	}
}

// keepFromAccused sends an accusation against its own first receiver to the
// discipline organ at once (条例 30, 46), that of the next level where the organ
// of this one is accused. The fault of a place without such an organ is Covering's.
func (w *Work) keepFromAccused(ctx context.Context, c *cases.Case) error {
	f := c.Facts()
	accused, err := w.accused(ctx, f)
	if err != nil || len(accused) == 0 {
		return err
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	barred := func(id org.ID) bool {
		return slices.ContainsFunc(accused, func(a org.ID) bool { return leaders.Belongs(id, a) })
	}
	if err := w.barHandoffs(ctx, f.ID, barred); err != nil || !barred(f.Custodian) {
		return err
	}
	organ, err := w.disciplineOrgan(ctx, f.Region, accused, leaders)
	if err != nil {
		return err
	}
	return w.moveCustody(ctx, c, organ.ID, "")
}

// barHandoffs ends what is under way with organisations that may no longer see
// the matter: they cannot answer nor report, and the custodian need not wait.
func (w *Work) barHandoffs(ctx context.Context, id cases.ID, barred func(org.ID) bool) error {
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return err
	}
	if err := w.watch(ctx, id); err != nil {
		return err
	}
	all, err := w.Tx.Referrals.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, f := range all {
		if !barred(heirs.Of(f.To)) || !f.State.Unfinished() {
			continue
		}
		if err := w.barProceeding(ctx, f); err != nil {
			return err
		}
		r := referral.Restore(f)
		r.Bar(w.Now)
		if err := w.Tx.Referrals.Put(ctx, r); err != nil {
			return err
		}
		w.stop(clock.Over, "referral/"+string(f.ID))
		w.touch("referral/%s", f.ID)
	}
	return nil
}

// barProceeding lets what such an organisation had begun on a handoff stand where it is.
func (w *Work) barProceeding(ctx context.Context, r referral.Facts) error {
	all, err := w.Tx.Proceedings.OfCase(ctx, r.CaseID)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.ReferralID != string(r.ID) || !f.Open() {
			continue
		}
		if err := w.pass(ctx, f, procedure.HandOn); err != nil {
			return err
		}
		w.stop(clock.Over, "proceeding/"+string(f.ID))
	}
	return nil
}
