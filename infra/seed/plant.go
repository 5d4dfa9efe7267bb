package seed

import (
	"context"

	"liandong/infra/gormdb"
)

// Plant stores the county's regions, organisations and who leads whom.
func Plant(ctx context.Context, r gormdb.Registry) error {
	for _, x := range Regions {
		if err := r.AddRegion(ctx, x.Code, x.Name, x.Parent); err != nil {
			return err
		}
	}
	for _, o := range Organizations {
		o.Version = 1
		if err := r.AddOrganization(ctx, o); err != nil {
			return err
		}
	}
	for _, l := range Leaderships() {
		if err := r.Lead(ctx, l); err != nil {
			return err
		}
	}
	return nil
}
