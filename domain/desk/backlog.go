package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/backlog"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/party"
)

// Choices says which code a word of a sheet stands for, by list.
type Choices map[string]map[string]string

// legacy is under which name a case keeps the number it had in its sheet.
const legacy = "原编号"

// BringRow registers one row of a backlog, as the clerk who brings it in would
// at the window, on the day on which it was in fact received. What is wrong with
// the row is its result and no error; a number that this organisation imported
// before is known. The caller takes a wrong row's unit of work back.
func (w *Work) BringRow(ctx context.Context, f job.Facts, layout backlog.Layout, choices Choices, line int, cells []string) (job.Row, error) {
	r := job.Row{Job: f.ID, Line: line, Result: job.Registered}
	cell := func(code string) string { return layout.Cell(cells, code) }
	var faults []job.Fault
	if number := cell(backlog.Number); number != "" {
		r.Key = w.Digest([]byte("backlog\n" + string(f.Organization) + "\n" + number))
		twice, err := w.Tx.Jobs.Keyed(ctx, f.ID, r.Key)
		if err != nil {
			return r, err
		}
		if twice > 0 {
			faults = append(faults, twin(twice))
		} else if _, known, err := w.Tx.Cases.ByImport(ctx, r.Key); err != nil || known {
			r.Result = job.Known
			return r, err
		}
	}
	in, more := w.registrationOf(f, cell, choices)
	if faults = append(faults, more...); len(faults) == 0 {
		in.ImportDigest, in.quiet = r.Key, f.Quiet()
	}
	// A row that is wrong already is judged as well, so that all is named at once.
	out, err := w.Register(ctx, in)
	x := fault.Of(err)
	if err != nil && (x == nil || x.Kind == fault.Unavailable) {
		return r, err
	}
	if x != nil {
		faults = joined(faults, faultsOf(x))
	}
	if len(faults) > 0 {
		return wrongRow(r, faults), nil
	}
	r.CaseID, r.Number = string(out.Case.ID), out.Case.Number
	return r, nil
}

// joined adds the faults of columns of which none is named yet.
func joined(all, more []job.Fault) []job.Fault {
	for _, f := range more {
		if !slices.ContainsFunc(all, func(x job.Fault) bool { return x.Column == f.Column }) {
			all = append(all, f)
		}
	}
	return all
}

func wrongRow(r job.Row, faults []job.Fault) job.Row {
	r.Result, r.Faults = job.Wrong, faults
	return r
}

func twin(line int) job.Fault {
	c, _ := backlog.Find(backlog.Number)
	at := strconv.Itoa(line)
	return job.Fault{Column: c.Name, Detail: lang.T("与第"+at+"行的编号相同，请核对后改成各自的编号", "line "+at+" has the same number: give each its own")}
}

// faultsOf says in which columns a refusal lies.
func faultsOf(x *fault.Fault) []job.Fault {
	if len(x.Fields) == 0 {
		return []job.Fault{{Detail: x.Title}}
	}
	all := make([]job.Fault, 0, len(x.Fields))
	for _, f := range x.Fields {
		all = append(all, job.Fault{Column: backlog.At(f.Pointer), Detail: f.Detail})
	}
	return all
}

// registrationOf turns a row into what a window takes down. It names every
// cell that is missing, that is no word of its list or no past day, or whose
// digits were lost.
func (w *Work) registrationOf(f job.Facts, cell func(string) string, choices Choices) (Registration, []job.Fault) {
	var faults []job.Fault
	chosen := func(code string) string {
		c, _ := backlog.Find(code)
		if word := cell(code); c.Choice != "" && word != "" {
			return choices[c.Choice][word]
		}
		return cell(code)
	}
	for _, c := range backlog.Columns {
		text := cell(c.Code)
		switch {
		case text == "" && c.Required:
			faults = append(faults, job.Fault{Column: c.Name, Detail: lang.T("请填写", "this is required")})
		case c.Exact && backlog.Rounded(text):
			faults = append(faults, job.Fault{Column: c.Name, Detail: lang.T("表格把长数字存成了近似值，后几位已丢失：请把单元格设为文本，重新填写", "the sheet kept a long number roughly and lost its last digits: make the cell text and enter it again")})
		case text != "" && c.Choice != "" && chosen(c.Code) == "":
			faults = append(faults, job.Fault{Column: c.Name, Detail: lang.T("“"+brief(text)+"”不在可选内容中，请按模板“可选内容”表填写", "this is none of the words on the sheet of choices: "+brief(text))})
		}
		if day := backlog.Day(text); c.Code == backlog.ReceivedOn && text != "" && (!day.Valid() || day > w.Today()) {
			faults = append(faults, job.Fault{Column: c.Name, Detail: lang.T("日期应为今天或者以前的日期，如 2024-03-05", "give a day not after today, as 2024-03-05")})
		}
	}
	in := Registration{
		Title: cell(backlog.Title), Purpose: chosen(backlog.Purpose), Category: chosen(backlog.Category), Source: chosen(backlog.Source), Region: cell(backlog.Region), Summary: cell(backlog.Summary),
		Received: Day{On: backlog.Day(cell(backlog.ReceivedOn)), Reason: cell(backlog.Reason)}, ExternalRefs: map[string]string{legacy: cell(backlog.Number)},
		Parties: []party.Party{{Role: party.Applicant, Kind: kindOf(chosen(backlog.ApplicantKind)), Name: cell(backlog.Applicant), IDNumber: cell(backlog.ApplicantIDs), Phone: cell(backlog.ApplicantPhone), Address: cell(backlog.ApplicantPlace)}},
	}
	if in.Received.Reason == "" {
		in.Received.Reason = f.Reason
	}
	if text := cell(backlog.Claim); text != "" {
		in.Claims, in.Asking = []cases.ClaimLine{{Text: text}}, [][]int{nil}
	}
	if name := cell(backlog.Respondent); name != "" {
		in.Parties = append(in.Parties, party.Party{Role: party.Respondent, Kind: kindOf(chosen(backlog.RespondentKind)), Name: name})
	}
	return in, faults
}

func kindOf(code string) party.Kind {
	if code == "" {
		return party.Person
	}
	return party.Kind(code)
}

// brief is as much of a cell as stands in a sentence.
func brief(text string) string {
	if r := []rune(strings.Join(strings.Fields(text), " ")); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return text
}
