package flow

import "fmt"

// A statement is what a text says about a numbered list: a finding for some
// numbers, and one for the rest ("" if the rest was not spoken of).
type statement struct {
	set  map[int]Found // by number, from 1
	rest Found
}

// wholeStatements are complete texts the vocabulary alone would misread.
var wholeStatements = map[string]Found{
	"好": "", "没有发现问题": Pass, "未发现问题": Pass, "没发现问题": Pass, "未发现隐患": Pass, "没发现隐患": Pass, "没有发现隐患": Pass,
	"一切正常": Pass, "都好": Pass, "都正常": Pass, "隐患": "", "问题": "", "不合格": "", "有问题": "", "不适用": "", "坏了": "", "不行": "", "异常": "",
}

// parseStatement reads a text about items 1 to n. ok is false for anything it
// does not understand wholly: a guess would be false evidence. why is a sentence
// for the member, empty if the text is no statement at all.
func parseStatement(text string, n int) (st statement, why string, ok bool) {
	if whole, known := wholeStatements[squeeze(text)]; known {
		if whole == "" {
			return st, "请写明是哪几项，如“3、7不合格”", false
		}
		return statement{rest: whole}, "", true
	}
	tokens, known := scanItems(text)
	if !known || len(tokens) == 0 {
		return st, "", false
	}
	for _, t := range tokens {
		if t.kind == tokNumber && (t.from < 1 || t.to > n) {
			bad := t.to
			if t.from < 1 {
				bad = t.from
			}
			return st, fmt.Sprintf("没有第 %d 项，一共 %d 项", bad, n), false
		}
	}
	r := reader{explicit: map[int]Found{}, implied: map[int]bool{}}
	for _, t := range tokens {
		if why := r.read(t); why != "" {
			return st, why, false
		}
	}
	return r.end(n)
}

// A reader understands tokens from left to right.
type reader struct {
	explicit map[int]Found // said outright
	implied  map[int]bool  // behind 除, without a word of what is wrong with them
	open     []int         // numbers waiting for their verdict
	except   bool          // between 除 and 外
	subject  bool          // 全部 or 其余 was said, its verdict not yet
	rest     Found
	lead     Found // a verdict at the beginning, before what it is about
}

func (r *reader) read(t token) (why string) {
	switch t.kind {
	case tokNumber:
		if r.lead == Pass {
			r.rest, r.lead = Pass, ""
		}
		for n := t.from; n <= t.to; n++ {
			r.open = append(r.open, n)
		}
	case tokExcept:
		if len(r.open) > 0 {
			if r.except { // 除3、7除外
				return ""
			}
			r.imply() // 3、7除外
			return ""
		}
		if r.lead != "" {
			r.rest, r.lead = r.lead, ""
		}
		r.except = true
	case tokOutside:
		if !r.except {
			return "没看懂“外”，请写成“除3、7外正常”"
		}
		r.imply()
		r.except, r.subject = false, true
	case tokAll:
		if len(r.open) == 0 || r.except {
			r.settleExcept()
			r.subject = true
		}
	case tokRest:
		r.settleExcept()
		if len(r.open) > 0 && r.lead == "" {
			r.fail()
		}
		r.assignLead()
		r.subject = true
	case tokVerdict:
		return r.verdict(t.found)
	}
	return ""
}

func (r *reader) verdict(f Found) (why string) {
	switch {
	case r.subject:
		if r.rest != "" && r.rest != f {
			return "“其余”说了两次，不一样"
		}
		r.rest, r.subject = f, false
	case len(r.open) > 0:
		return r.assign(f)
	case r.lead == "" && r.rest == "" && len(r.explicit) == 0:
		r.lead = f
	default:
		return "没看懂，请写成“3、7不合格”"
	}
	return ""
}

// assign gives the waiting numbers their verdict.
func (r *reader) assign(f Found) (why string) {
	for _, n := range r.open {
		if was, said := r.explicit[n]; said && was != f {
			return fmt.Sprintf("第 %d 项说了两次，不一样", n)
		}
		r.explicit[n] = f
	}
	r.open = nil
	return ""
}

// imply remembers the waiting numbers as the ones the rest's verdict is not for.
func (r *reader) imply() {
	for _, n := range r.open {
		r.implied[n] = true
	}
	r.open = nil
}

func (r *reader) settleExcept() {
	if r.except {
		r.imply()
		r.except = false
	}
}

// fail takes bare numbers for the ones with a problem, as people write them.
func (r *reader) fail() {
	for _, n := range r.open {
		if _, said := r.explicit[n]; !said {
			r.explicit[n] = Fail
		}
	}
	r.open = nil
}

func (r *reader) assignLead() {
	if r.lead != "" && len(r.open) > 0 {
		for _, n := range r.open {
			r.explicit[n] = r.lead
		}
		r.open, r.lead = nil, ""
	}
}

func (r *reader) end(n int) (statement, string, bool) {
	r.assignLead()
	switch {
	case r.subject:
		return statement{}, "请写明正常还是不合格，如“全部正常”", false
	case r.except:
		r.imply()
	case r.lead == Pass:
		r.rest = Pass
	case r.lead != "":
		return statement{}, "请写明是哪几项，如“3、7不合格”", false
	case len(r.open) > 0 && r.rest != "":
		return statement{}, "没看懂后面几个序号，请写成“除3、7外正常”", false
	}
	r.fail()
	for i := range r.implied {
		if _, said := r.explicit[i]; said {
			continue
		}
		switch r.rest {
		case Pass:
			r.explicit[i] = Fail
		case Fail:
			r.explicit[i] = Pass
		default:
			return statement{}, "请写明正常还是不合格，如“除3、7外正常”", false
		}
	}
	if r.rest == "" && len(r.explicit) == 0 {
		return statement{}, "", false
	}
	return statement{set: r.explicit, rest: r.rest}, "", true
}
