package document

import (
	"fmt"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

// Owner says whose files are counted.
type Owner string

// Whose files are counted: an organisation's, all of them; an account's or a
// party's, those of one day.
const (
	OfHouse   Owner = "house"
	OfAccount Owner = "account"
)

// The refusals of a file for which there is no room. They refuse the file and
// nothing else: a matter is registered, answered and decided without it.
var (
	ErrCaseFull = fault.New(fault.Conflict, "document.case_full", "本案文件合计已达上限，这份文件没有保存；登记和办理不受影响",
		"the case's files have reached their limit and this one was not kept; the matter itself goes on")
	ErrDayFull = fault.New(fault.TooMany, "document.day_full", "您今天提交的文件合计已达上限，这份文件没有保存；登记和办理不受影响",
		"what you handed in today has reached its limit and this file was not kept; the matter itself goes on")
	ErrHouseFull = fault.New(fault.Conflict, "document.house_full", "本单位文件合计已达上限，这份文件没有保存；登记和办理不受影响",
		"the organisation's files have reached their limit and this one was not kept; the matter itself goes on")
)

// Full is a refusal that names the limit, in bytes, and what to do.
func Full(refusal *fault.Fault, limit int64) *fault.Fault {
	f := *refusal
	mb := limit >> 20
	f.Detail = map[string]lang.Text{
		ErrCaseFull.Code: lang.T(fmt.Sprintf("上限为 %d MB。请把扫描件压缩或合并后再上传，也可以登记为原件并注明存放处；确有需要的，请管理员调整上限。", mb),
			fmt.Sprintf("The limit is %d MB. Make scans smaller or join them, or say where the original lies; an administrator can raise the limit.", mb)),
		ErrDayFull.Code: lang.T(fmt.Sprintf("上限为每天 %d MB。请明天再传，或者把扫描件压缩后再传；急用的，可以把纸质材料或光盘交到窗口。", mb),
			fmt.Sprintf("The limit is %d MB a day. Go on tomorrow, or make scans smaller; what is urgent can be handed in at the window, on paper or on a disc.", mb)),
		ErrHouseFull.Code: lang.T(fmt.Sprintf("上限为 %d MB。请联系管理员调整上限；在此之前，可以登记为原件并注明存放处。", mb),
			fmt.Sprintf("The limit is %d MB. Ask an administrator to raise it; until then say where the original lies.", mb)),
	}[refusal.Code]
	return &f
}
