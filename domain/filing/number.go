package filing

import (
	"regexp"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/lang"
)

// NumberKinds lists whose number it may be: a life's, or the one a court gives
// before it files (诉前调).
var NumberKinds = []string{
	"pre_filing_mediation", "civil_litigation", "administrative_litigation", "judicial_confirmation", "enforcement",
	"labour_arbitration", "commercial_arbitration", "land_arbitration", "administrative_reconsideration", "legal_aid", "other",
}

// Warning is something odd about a number. It never refuses one: the body's own paper decides.
type Warning struct {
	Code   string
	Detail lang.Text
}

// courtNumber is how a court writes the number of a case: （2026）X0102民初1号.
var courtNumber = regexp.MustCompile(`^（(\d{4})）(?:\p{Han}{1,2}|[A-Z])\d{0,4}\p{Han}{1,6}\d+号(?:之[一二三四五六七八九十]+)?$`)

// CourtNumber says what is odd about a court's number; nothing about any other body's.
func CourtNumber(kind, number string, on calendar.Date) []Warning {
	switch kind {
	case "pre_filing_mediation", "civil_litigation", "administrative_litigation", "judicial_confirmation", "enforcement":
	default:
		return nil
	}
	wide := strings.NewReplacer("(", "（", ")", "）").Replace(strings.TrimSpace(number))
	found := courtNumber.FindStringSubmatch(wide)
	switch {
	case found == nil:
		return []Warning{{"number_shape", lang.T("不像法院案号，通常写作（2026）X0102民初1号，请核对", "this does not look like a court's number, which is usually written （2026）X0102民初1号: please check")}}
	case wide != number:
		return []Warning{{"number_brackets", lang.T("案号的年份通常用全角括号“（）”", "the year of a court's number usually stands in full-width brackets")}}
	case on != "" && found[1] != string(on)[:4]:
		return []Warning{{"number_year", lang.T("案号的年份与立案日期不是同一年，请核对", "the year of the number is not that of the filing: please check")}}
	}
	return nil
}

// Key is a number as it is looked for: brackets of any width, spaces and case do not matter.
func Key(number string) string {
	return strings.ToUpper(strings.Join(strings.Fields(strings.NewReplacer(
		"(", "（", ")", "）", "[", "（", "]", "）", "〔", "（", "〕", "）", "【", "（", "】", "）",
	).Replace(number)), ""))
}
