package api

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/extract"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/proposal"
	"liandong/domain/who"
	"liandong/infra/authz"
	"liandong/infra/gormdb"
)

// large is from how many rows on an export needs a second person.
func (a *App) large() int {
	if a.cfg.LargeExport > 0 {
		return a.cfg.LargeExport
	}
	return proposal.Rows
}

// releasePlanned is what a second person is told of an export: which list, how
// many rows, by which filters. The words of a filter may be those of a case.
type releasePlanned struct {
	Job     job.ID   `json:"job"`
	List    string   `json:"list"`
	Rows    int      `json:"rows"`
	Filters []string `json:"filters"`
}

func releasePlan(c *Call, in proposeIn) (proposal.Facts, error) {
	f, err := c.JobResults(c.ctx, in.JobID)
	if err != nil {
		return proposal.Facts{}, fault.Invalid("/job_id", "unknown", "没有这份导出", "there is no such export")
	}
	if f.Kind != job.Export || f.State != job.Done {
		return proposal.Facts{}, job.ErrNotDone
	}
	file, err := c.Tx.Jobs.File(c.ctx, f.ID)
	if err != nil {
		return proposal.Facts{}, err
	}
	text, err := packedPlan(releasePlanned{f.ID, f.Subject, f.Rows, slices.Sorted(maps.Keys(f.Query))})
	return proposal.Facts{Subject: "job/" + string(f.ID), Plan: text, Digest: digestOf(file)}, err
}

func releaseNow(c *Call, f proposal.Facts) (string, error) {
	p := readPlan[releasePlanned](f)
	if _, err := c.Tx.Jobs.Get(c.ctx, p.Job); fault.Of(err) != nil {
		return "", proposal.ErrChanged
	} else if err != nil {
		return "", err
	}
	file, err := c.Tx.Jobs.File(c.ctx, p.Job)
	return digestOf(file), err
}

func releaseSaid(c *Call, f proposal.Facts) []string {
	p := readPlan[releasePlanned](f)
	name := p.List
	if l, ok := extract.FindList(p.List); ok {
		name = c.say(l.Name)
	}
	said := []string{c.say(lang.T("列表：", "list: ")) + name, c.say(lang.T("行数：", "rows: ")) + strconv.Itoa(p.Rows)}
	if len(p.Filters) > 0 {
		said = append(said, c.say(lang.T("筛选条件：", "filters: "))+strings.Join(p.Filters, ", "))
	}
	return said
}

// released refuses a long list whose file no second person has let go.
func (c *Call) released(f job.Facts, file []byte) error {
	if f.Rows <= c.app.large() {
		return nil
	}
	ok, err := c.Tx.Proposals.Done(c.ctx, proposal.ReleaseExport, "job/"+string(f.ID), digestOf(file))
	if err == nil && !ok {
		n := strconv.Itoa(c.app.large())
		err = proposal.ErrNeeded.WithDetail("超过"+n+"行的导出，须由本单位负责人或者安全管理员确认后才能下载：请在“我的任务”里提出申请", "an export of more than "+n+" rows is taken once the head of your house or a security administrator confirmed it: propose it beside the job")
	}
	return err
}

type grantIn struct {
	Role       string `json:"role" doc:"a role, or a group of the policy"`
	Standing   string `json:"standing"`
	Permission string `json:"permission"`
}

func (g grantIn) row() authz.Row { return authz.Row{"p", g.Role, g.Standing, g.Permission} }

type policyIn struct {
	Add    []grantIn `json:"add,omitempty"`
	Remove []grantIn `json:"remove,omitempty"`
}

func rowsOf(all []grantIn) []authz.Row {
	rows := make([]authz.Row, 0, len(all))
	for _, g := range all {
		rows = append(rows, g.row())
	}
	return rows
}

// policyPlanned is a change of the policy as it stood then.
type policyPlanned struct {
	Version string    `json:"version"`
	Add     []grantIn `json:"add"`
	Remove  []grantIn `json:"remove"`
}

func (c *Call) storedPolicy() (version string, rows []authz.Row, err error) {
	if version, err = (gormdb.Meta{TX: c.tx}).Get(c.ctx, gormdb.PolicyVersion); err != nil {
		return "", nil, err
	}
	all, err := c.registry().Policy(c.ctx)
	for _, r := range all {
		rows = append(rows, r)
	}
	return version, rows, err
}

func policyPlan(c *Call, in proposeIn) (proposal.Facts, error) {
	if err := c.MayOwn(who.SecurityAdminister); err != nil {
		return proposal.Facts{}, err
	}
	if in.Policy == nil || len(in.Policy.Add)+len(in.Policy.Remove) > 100 {
		return proposal.Facts{}, fault.Invalid("/policy", "out_of_range", "请给出要增加和删除的行，一次最多100行", "give the rows to add and to take away, 100 at a time at most")
	}
	version, rows, err := c.storedPolicy()
	if err != nil {
		return proposal.Facts{}, err
	}
	if _, err := authz.Change(rows, rowsOf(in.Policy.Add), rowsOf(in.Policy.Remove)); err != nil {
		return proposal.Facts{}, err
	}
	text, err := packedPlan(policyPlanned{version, in.Policy.Add, in.Policy.Remove})
	return proposal.Facts{Subject: "policy", Plan: text, Digest: digestOf([]byte(text))}, err
}

// policyDigest is of the same change to the policy as it stands now: another
// where the policy was changed meanwhile.
func policyDigest(c *Call, f proposal.Facts) (string, error) {
	p := readPlan[policyPlanned](f)
	version, _, err := c.storedPolicy()
	if err != nil {
		return "", err
	}
	p.Version = version
	text, err := packedPlan(p)
	return digestOf([]byte(text)), err
}

func policyDo(c *Call, f proposal.Facts) error {
	p := readPlan[policyPlanned](f)
	_, rows, err := c.storedPolicy()
	if err != nil {
		return err
	}
	if _, err := authz.Change(rows, rowsOf(p.Add), rowsOf(p.Remove)); err != nil {
		return err
	}
	if err := c.registry().TakePolicy(c.ctx, stored(p.Remove)); err != nil {
		return err
	}
	if err := c.registry().AddPolicy(c.ctx, stored(p.Add)); err != nil {
		return err
	}
	return c.notice("", "policy.changed", "policy")
}

func stored(all []grantIn) [][4]string {
	rows := make([][4]string, 0, len(all))
	for _, g := range all {
		rows = append(rows, g.row())
	}
	return rows
}

func policySaid(c *Call, f proposal.Facts) []string {
	p := readPlan[policyPlanned](f)
	said := []string{}
	line := func(sign lang.Text, g grantIn) {
		role := g.Role
		if name, ok := who.Roles[who.Role(g.Role)]; ok {
			role = c.say(name) + "（" + g.Role + "）"
		}
		said = append(said, c.say(sign)+role+" · "+g.Standing+" · "+g.Permission)
	}
	for _, g := range p.Add {
		line(lang.T("增加：", "add: "), g)
	}
	for _, g := range p.Remove {
		line(lang.T("删除：", "take away: "), g)
	}
	return said
}

type policyView struct {
	Version string    `json:"version"`
	Rows    []grantIn `json:"rows" doc:"300 at most"`
}

func policyNow(c *Call) (policyView, error) {
	if err := c.MayOwn(who.SecurityAdminister); err != nil {
		return policyView{}, err
	}
	version, rows, err := c.storedPolicy()
	v := policyView{Version: version, Rows: []grantIn{}}
	for _, r := range rows {
		if r[0] == "p" {
			v.Rows = append(v.Rows, grantIn{r[1], r[2], r[3]})
		}
	}
	return v, err
}
