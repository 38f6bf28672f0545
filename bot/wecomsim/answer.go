package wecomsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
)

// wrongFormat is what the platform adds to an errmsg when it ignored part of a
// body (wecom-api.md 0.2).
const wrongFormat = "ok. Warning: wrong json format. "

// answer writes what a call came to, as its fault allows.
func (s *Sim) answer(w http.ResponseWriter, r *http.Request, call *apiCall, fields any, no *refusal) {
	f := call.fault
	switch {
	case f.CutAfter:
		reset(w)
		return
	case f.HTTPStatus != 0:
		writePage(w, f.HTTPStatus)
		return
	case f.HTML:
		writePage(w, http.StatusOK)
		return
	}
	if file, ok := fields.(*mediaFile); ok && no == nil {
		s.answerFile(w, r, call, file)
		return
	}
	code, text := 0, "ok"
	switch {
	case no != nil:
		code, text, fields = no.code, s.errmsg(call, no), no.fields
	case call.warned || f.WrongFormat:
		text = wrongFormat
	}
	body := encodeAnswer(code, text, fields)
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set("Error-Code", strconv.Itoa(code))
	h.Set("Error-Msg", text)
	writeBody(w, body, f)
}

// answerFile serves media, whole or in part (wecom-api.md 5.2).
func (s *Sim) answerFile(w http.ResponseWriter, r *http.Request, call *apiCall, file *mediaFile) {
	h := w.Header()
	h.Set("Content-Type", file.contentType)
	h.Set("Content-Disposition", `attachment; filename="`+file.name+`"`)
	if call.fault.HalfJSON || call.fault.CutHalf {
		writeBody(w, file.data, call.fault)
		return
	}
	http.ServeContent(w, r, "", file.at, bytes.NewReader(file.data))
}

// writeBody writes a body, or its half if the fault says so.
func writeBody(w http.ResponseWriter, body []byte, f Fault) {
	if f.CutHalf {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	if f.CutHalf || f.HalfJSON {
		body = body[:len(body)/2]
	}
	_, _ = w.Write(body) // the client may be gone
	if f.CutHalf {
		_ = http.NewResponseController(w).Flush() // the reset below says it all
		panic(http.ErrAbortHandler)
	}
}

// errmsg is the text of a refusal with the platform's tail (wecom-api.md 0.2).
func (s *Sim) errmsg(call *apiCall, no *refusal) string {
	text := codeTexts[no.code]
	if text == "" {
		text = "error"
	}
	if no.detail != "" {
		text += ", " + no.detail
	}
	s.mu.Lock()
	hint := s.count("hint")
	s.mu.Unlock()
	return fmt.Sprintf("%s, hint: [%d%06d], from ip: %s, more info at https://open.work.weixin.qq.com/devtool/query?e=%d",
		text, call.now.Unix(), hint%1_000_000, call.ip, no.code)
}

// encodeAnswer puts errcode and errmsg before the fields.
func encodeAnswer(code int, text string, fields any) []byte {
	head := encodeLiteral(struct {
		Code int    `json:"errcode"`
		Text string `json:"errmsg"`
	}{code, text})
	if fields == nil {
		return head
	}
	rest := encodeLiteral(fields)
	if len(rest) <= len("{}") {
		return head
	}
	return append(append(head[:len(head)-1], ','), rest[1:]...)
}

// encodeLiteral is JSON with literal <, > and &.
func encodeLiteral(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("wecomsim: " + err.Error()) // only the package's own types come here
	}
	return bytes.TrimRight(buf.Bytes(), "\n")
}

// writePage answers with HTML, as a proxy in front of the platform does.
func writePage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	text := strconv.Itoa(status) + " " + http.StatusText(status)
	fmt.Fprintf(w, "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n", text, text)
}

// reset ends the connection without an answer, with RST where TCP allows it.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // closing is what matters
	}
	_ = conn.Close()
}
