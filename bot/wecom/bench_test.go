package wecom

import (
	"net/http"
	"strings"
	"testing"
)

// TestACallbackCostsFewAllocations is the gate of performance.md P1.
func TestACallbackCostsFewAllocations(t *testing.T) {
	in := newIntake(t)
	for name, most := range map[string]float64{"text": 15, "image": 15, "card": 25} {
		body, query := wrap(in.cipher, samples[name])
		raw := []byte(body)
		got := testing.AllocsPerRun(200, func() {
			r, err := in.Open(query, raw)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := r.Message(); !ok {
				t.Fatal("unused")
			}
		})
		t.Logf("%s: %v allocations", name, got)
		if got > most {
			t.Errorf("%s: %v allocations, at most %v", name, got, most)
		}
	}
}

// BenchmarkCallback is the own side of performance.md P1: from the bytes of the
// request to the verified, decrypted, typed message.
func BenchmarkCallback(b *testing.B) {
	in := newIntake(b)
	long := strings.Replace(samples["text"], "3号楼消防通道被堵", strings.Repeat("网格", 340), 1)
	for _, payload := range []struct{ name, doc string }{
		{"text60", samples["text"]}, {"text2k", long}, {"image", samples["image"]}, {"card", samples["card"]},
	} {
		b.Run(payload.name, func(b *testing.B) {
			body, query := wrap(in.cipher, payload.doc)
			raw := []byte(body)
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				r, err := in.Open(query, raw)
				if err != nil {
					b.Fatal(err)
				}
				if _, ok := r.Message(); !ok {
					b.Fatal("unused")
				}
			}
		})
	}
}

// BenchmarkCallbackHTTP adds what net/http brings to the handler.
func BenchmarkCallbackHTTP(b *testing.B) {
	in := newIntake(b)
	body, query := wrap(in.cipher, samples["text"])
	b.ReportAllocs()
	for b.Loop() {
		in.got = in.got[:0]
		if w := in.post(body, query); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
