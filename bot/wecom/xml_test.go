package wecom

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestThePlatformsDocumentsNeedNoFallback(t *testing.T) {
	for _, doc := range samples {
		if _, ok := scan(doc, nil); !ok {
			t.Errorf("refused %s", doc)
		}
	}
}

func TestTheFallbackReadsWhatTheScannerRefuses(t *testing.T) {
	for name, doc := range map[string]string{
		"declaration": `<?xml version="1.0" encoding="UTF-8"?><xml><A>x&y</A></xml>`,
		"reference":   `<xml><A>x&amp;y</A></xml>`,
		"two runs":    `<xml><A>x<![CDATA[&]]>y</A></xml>`,
		"attribute":   `<xml v="1"><A>x&#38;y</A></xml>`,
		"comment":     `<xml><!-- c --><A>x&amp;y</A></xml>`,
	} {
		if name == "declaration" {
			doc = strings.Replace(doc, "&y", "&amp;y", 1)
		}
		if _, ok := scan(doc, nil); ok {
			t.Errorf("%s: scanned", name)
		}
		got, err := parse(doc, nil, FlawMessage)
		if diff := cmp.Diff([]element{{"xml", "", 1}, {"A", "x&y", 2}}, got, cmp.AllowUnexported(element{})); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

// FuzzInnerXML holds the scanner to encoding/xml: it agrees or refuses. What is
// read can always be stored as JSON.
func FuzzInnerXML(f *testing.F) {
	for _, doc := range samples {
		f.Add(doc)
	}
	for _, doc := range []string{
		"<xml><A>\r\n</A></xml>", "<xml><A>]]></A></xml>", "<xml><A><![CDATA[a]]><![CDATA[b]]></A></xml>", "<a></a><b></b>",
		"<xml>x<A/>y</xml>", "<!DOCTYPE x><x></x>", "<x>\xff</x>", "<x>\uFFFE</x>", "<x:y></x:y>", " <x></x> \n", "<x></x>\r", "<x></x>z",
	} {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		slow, err := decode(doc, nil, FlawMessage)
		if err != nil && !errors.As(err, new(Flaw)) {
			t.Fatal(err)
		}
		if fast, ok := scan(doc, nil); ok {
			if err != nil {
				t.Fatalf("scanned what encoding/xml refuses: %v", err)
			}
			if diff := cmp.Diff(slow, fast, cmp.AllowUnexported(element{})); diff != "" {
				t.Fatal(diff)
			}
		}
		r, err := read(doc)
		if err != nil {
			return
		}
		if m, ok := r.Message(); ok {
			if _, err := json.Marshal(m); err != nil {
				t.Fatal(err)
			}
			if len(m.Key) == 0 || len(m.Key) > 512 {
				t.Fatalf("key of %d bytes", len(m.Key))
			}
		}
	})
}
