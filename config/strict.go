package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A document is a parsed YAML file that remembers its lines.
type document struct {
	file string
	root ast.Node
}

// decode reads a YAML file into a struct and reports every unknown key and
// every value that does not fit, not only the first. Values are never quoted
// where the target is a Secret.
func decode(file string, text []byte, into any) (document, Problems) {
	doc := document{file: file}
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return doc, Problems{syntaxProblem(file, err)}
	}
	if len(parsed.Docs) == 0 || parsed.Docs[0].Body == nil {
		return doc, nil
	}
	if len(parsed.Docs) > 1 {
		return doc, Problems{{file, 0, "holds more than one document"}}
	}
	doc.root = parsed.Docs[0].Body
	f := fit{file: file}
	f.value(doc.root, reflect.TypeOf(into).Elem(), "")
	if len(f.found) > 0 {
		return doc, f.found
	}
	if err := yaml.NodeToValue(doc.root, into); err != nil {
		return doc, Problems{syntaxProblem(file, err)}
	}
	return doc, nil
}

// syntaxProblem leaves out the source lines of an error: they may hold secrets.
func syntaxProblem(file string, err error) Problem {
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		return Problem{file, located.GetToken().Position.Line, located.GetMessage()}
	}
	return Problem{file, 0, "is not readable as YAML"}
}

// fit compares a parsed file with the Go type it is meant for.
type fit struct {
	file  string
	found Problems
}

func (f *fit) say(n ast.Node, format string, args ...any) {
	f.found = append(f.found, Problem{f.file, n.GetToken().Position.Line, fmt.Sprintf(format, args...)})
}

var (
	textType   = reflect.TypeFor[encoding.TextUnmarshaler]()
	secretType = reflect.TypeFor[Secret]()
)

func (f *fit) value(n ast.Node, t reflect.Type, at string) {
	switch v := n.(type) {
	case *ast.AnchorNode:
		f.value(v.Value, t, at)
		return
	case *ast.AliasNode, *ast.NullNode:
		return // looked at where it is defined; empty
	}
	switch {
	case reflect.PointerTo(t).Implements(textType):
		f.text(n, t, at)
	case t.Kind() == reflect.Struct:
		f.mapping(n, at, func(key string) (reflect.Type, bool) { return field(t, key) })
	case t.Kind() == reflect.Map:
		f.mapping(n, at, func(string) (reflect.Type, bool) { return t.Elem(), true })
	case t.Kind() == reflect.Slice:
		f.sequence(n, t, at)
	default:
		f.scalar(n, t, at)
	}
}

// field finds the type behind a key of a struct.
func field(t reflect.Type, key string) (reflect.Type, bool) {
	for sf := range t.Fields() {
		if name, _, _ := strings.Cut(sf.Tag.Get("yaml"), ","); name == key && name != "" {
			return sf.Type, true
		}
	}
	return nil, false
}

func (f *fit) mapping(n ast.Node, at string, of func(key string) (reflect.Type, bool)) {
	pairs, ok := pairsOf(n)
	if !ok {
		f.say(n, "%s must be a block of keys", name(at))
		return
	}
	for _, pair := range pairs {
		key := keyOf(pair)
		t, ok := of(key)
		if !ok {
			f.say(pair.Key, "unknown key %q%s", key, within(at))
			continue
		}
		f.value(pair.Value, t, join(at, key))
	}
}

func (f *fit) sequence(n ast.Node, t reflect.Type, at string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		f.say(n, "%s must be a list", name(at))
		return
	}
	for _, v := range list.Values {
		f.value(v, t.Elem(), at)
	}
}

func (f *fit) text(n ast.Node, t reflect.Type, at string) {
	text, ok := scalarOf(n)
	if !ok {
		f.say(n, "%s must be a single value", name(at))
		return
	}
	if err := reflect.New(t).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		f.say(n, "%s: %v", name(at), err)
	}
}

func (f *fit) scalar(n ast.Node, t reflect.Type, at string) {
	text, ok := scalarOf(n)
	if !ok {
		f.say(n, "%s must be a single value", name(at))
		return
	}
	shown := strconv.Quote(text)
	if t == secretType {
		shown = "***"
	}
	switch t.Kind() {
	case reflect.String:
		if _, is := n.(*ast.StringNode); !is && !isLiteral(n) {
			f.say(n, "%s: put the value in quotes, or YAML reads it as something else than text", name(at))
		}
	case reflect.Bool:
		if _, is := n.(*ast.BoolNode); !is {
			f.say(n, "%s: %s is neither true nor false", name(at), shown)
		}
	case reflect.Int, reflect.Int64:
		if _, err := strconv.Atoi(text); err != nil {
			f.say(n, "%s: %s is not a whole number", name(at), shown)
		}
	}
}

func isLiteral(n ast.Node) bool {
	_, is := n.(*ast.LiteralNode)
	return is
}

func pairsOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch v := n.(type) {
	case *ast.MappingNode:
		return v.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{v}, true
	}
	return nil, false
}

func keyOf(pair *ast.MappingValueNode) string {
	if key, ok := pair.Key.(ast.ScalarNode); ok {
		return fmt.Sprint(key.GetValue())
	}
	return pair.Key.String()
}

func scalarOf(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.LiteralNode:
		return v.Value.Value, true
	case *ast.IntegerNode:
		return v.GetToken().Value, true
	case ast.ScalarNode:
		return fmt.Sprint(v.GetValue()), true
	}
	return "", false
}

func name(at string) string {
	if at == "" {
		return "the file"
	}
	return at
}

func within(at string) string {
	if at == "" {
		return ""
	}
	return " in " + at
}

func join(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}
