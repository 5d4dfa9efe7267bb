package party

import (
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/lang"
)

// ResidentID is the 身份证, the one paper whose number can be checked.
const ResidentID = "resident_id"

// oldest is an age above which a typing error is likelier than not worth asking about.
const oldest = 85

// Papers looks at what a party showed. Nothing here refuses a registration: a
// petition is never turned away for missing or odd papers (条例 44).
func (p Party) Papers(at string, today calendar.Date) []Warning {
	if p.Kind != Person {
		return nil
	}
	pointer := at + "/id_number"
	number := strings.ToUpper(strings.TrimSpace(p.IDNumber))
	kind := p.IDKind
	if kind == "" && number != "" {
		kind = ResidentID
	}
	switch {
	case number == "":
		return []Warning{{"identity.absent", pointer, lang.T("没有出示证件，已照常登记；以后可以补充", "no paper was shown; registered all the same, it can be added later")}}
	case kind != ResidentID:
		return []Warning{{"identity.not_checkable", pointer, lang.T("该证件无法自动核对，请人工核对原件", "this paper cannot be checked automatically: compare it with the original")}}
	case !checksum(number):
		return []Warning{{"identity.checksum", pointer, lang.T("身份证号码校验位不符，请核对原件；已照常登记", "the id number's check digit does not fit: compare it with the original; registered all the same")}}
	}
	born := calendar.Date(number[6:10] + "-" + number[10:12] + "-" + number[12:14])
	if !born.Valid() || born > today {
		return []Warning{{"identity.birth_date", pointer, lang.T("身份证号码中的出生日期不存在，请核对", "the birth date inside the id number does not exist: please check")}}
	}
	if y, _, _ := born.Civil(); yearOf(today)-y >= oldest {
		return []Warning{{"identity.birth_year", pointer, lang.T("出生年份较早，请核对；高龄当事人请询问是否需要大字材料、上门服务", "an early birth year: please check, and ask whether large print or a home visit is needed")}}
	}
	return nil
}

func yearOf(d calendar.Date) int { y, _, _ := d.Civil(); return y }

// checksum applies GB 11643-1999 (ISO 7064 MOD 11-2).
func checksum(n string) bool {
	if len(n) != 18 {
		return false
	}
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		d := int(n[i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		sum += d * w
	}
	return n[17] == "10X98765432"[sum%11]
}
