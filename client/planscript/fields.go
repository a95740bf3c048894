package planscript

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// errNoItem is told of a line that is about nothing.
var errNoItem = errors.New("no line above says which item: begin with add or item")

// current is the item that a line is about. ok is false where a line above told why there is none.
func (r *run) current() (it plan.Item, ok bool, err error) {
	if r.lost {
		return it, false, nil
	}
	it, ok = r.plan.Item(r.at)
	if !ok {
		return it, false, errNoItem
	}
	return it, true, nil
}

// fieldOf is a field of an item.
func fieldOf(it plan.Item, key string) (plan.Field, error) {
	k, ok := plan.KindOf(it.Kind())
	if !ok {
		return plan.Field{}, fmt.Errorf("a newer version wrote items of the kind %q", it.Kind())
	}
	return among(k.Fields, key)
}

func among(fields []plan.Field, key string) (plan.Field, error) {
	var keys []string
	for _, f := range fields {
		if f.Key == key {
			return f, nil
		}
		keys = append(keys, f.Key)
	}
	return plan.Field{}, fmt.Errorf("there is no field %q; there are %s", key, strings.Join(keys, ", "))
}

func (r *run) set(args []string) error {
	it, ok, err := r.current()
	if !ok {
		return err
	}
	path := strings.Split(args[0], ".")
	f, err := fieldOf(it, path[0])
	if err != nil {
		return err
	}
	if (f.Type == plan.Rows) != (len(path) > 1) || len(path) > 3 {
		return fmt.Errorf("%s: rows are set as FIELD.COLUMN after row FIELD, or as FIELD.N.COLUMN; other fields as FIELD", args[0])
	}
	if f.Type == plan.Rows {
		return r.setColumn(it, f, path[1:], args[1])
	}
	v, err := r.value(f, args[1])
	if err != nil {
		return err
	}
	return told(f, r.plan.SetField(it.ID(), f.Key, v))
}

// extend does append.
func (r *run) extend(args []string) error {
	more := unescape(args[1])
	return r.retext(args[0], func(old string) (string, error) {
		if old != "" && !strings.HasPrefix(more, "\n") {
			old += " "
		}
		return old + more, nil
	})
}

func (r *run) change(args []string) error {
	from, to, ok := strings.Cut(args[1], "=>")
	from, to = unescape(strings.TrimSpace(from)), unescape(strings.TrimSpace(to))
	if !ok || from == "" {
		return errors.New("change takes a field, and then: OLD => NEW")
	}
	return r.retext(args[0], func(old string) (string, error) {
		if n := strings.Count(old, from); n != 1 {
			return "", fmt.Errorf("%q stands there %d times, and is to stand there once", from, n)
		}
		return strings.Replace(old, from, to, 1), nil
	})
}

// retext makes another text of one.
func (r *run) retext(key string, of func(old string) (string, error)) error {
	it, ok, err := r.current()
	if !ok {
		return err
	}
	f, err := fieldOf(it, key)
	if err != nil {
		return err
	}
	if f.Type != plan.Line && f.Type != plan.LongText {
		return fmt.Errorf("%s is no text", f.Key)
	}
	text, err := of(it.Text(f.Key))
	if err != nil {
		return err
	}
	return told(f, r.plan.SetField(it.ID(), f.Key, plan.Text(text)))
}

// told adds to a refusal of the plan which field it is about.
func told(f plan.Field, err error) error {
	if errors.Is(err, plan.ErrValue) {
		return fmt.Errorf("%s does not take this value", f.Key)
	}
	return err
}

// setColumn sets a column of the row that was begun, or of the one that is numbered.
func (r *run) setColumn(it plan.Item, f plan.Field, path []string, text string) error {
	rows := rowsOf(it, f.Key)
	n, begun := r.rows[f.Key]
	if len(path) == 2 {
		var err error
		if n, err = placeOf(path[0]); err != nil || n >= len(rows) {
			return fmt.Errorf("%s has no row %s", f.Key, path[0])
		}
	} else if !begun {
		return fmt.Errorf("no line above says: row %s", f.Key)
	}
	column, err := among(f.Fields, path[len(path)-1])
	if err != nil {
		return err
	}
	v, err := r.value(column, text)
	if err != nil {
		return err
	}
	if n == len(rows) {
		rows = append(rows, cbor.Map{})
	}
	old, _ := rows[n].(cbor.Map)
	row := slices.DeleteFunc(slices.Clone(old), func(e cbor.Entry) bool { return e.Key == cbor.Value(cbor.Text(column.Key)) })
	rows[n] = append(row, cbor.Entry{Key: cbor.Text(column.Key), Value: v})
	return told(f, r.plan.SetField(it.ID(), f.Key, rows))
}

func rowsOf(it plan.Item, field string) cbor.Array {
	rows, _ := it.Value(field).(cbor.Array)
	return slices.Clone(rows)
}

func (r *run) row(args []string) error {
	it, ok, err := r.current()
	if !ok {
		return err
	}
	f, err := fieldOf(it, args[0])
	if err != nil {
		return err
	}
	if f.Type != plan.Rows {
		return fmt.Errorf("%s has no rows", f.Key)
	}
	r.rows[f.Key] = len(rowsOf(it, f.Key))
	return nil
}

func (r *run) clear(args []string) error {
	it, ok, err := r.current()
	if !ok {
		return err
	}
	key, number, numbered := strings.Cut(args[0], ".")
	if !numbered {
		if it.Value(key) == nil { // also one of a newer version can be cleared
			if _, err := fieldOf(it, key); err != nil {
				return err
			}
		}
		delete(r.rows, key)
		return r.plan.SetField(it.ID(), key, nil)
	}
	rows := rowsOf(it, key)
	n, err := placeOf(number)
	if err != nil || n >= len(rows) {
		return fmt.Errorf("%s has no row %s", key, number)
	}
	delete(r.rows, key)
	return r.plan.SetField(it.ID(), key, plan.Tidy(slices.Delete(rows, n, n+1)))
}

// value reads what a line says for a field.
func (r *run) value(f plan.Field, text string) (plan.Value, error) {
	switch f.Type {
	case plan.YesNo:
		if text != "yes" && text != "no" {
			return nil, fmt.Errorf("%s is yes or no", f.Key)
		}
		return plan.Flag(text == "yes"), nil
	case plan.Count, plan.Minutes:
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return nil, fmt.Errorf("%s is a whole number", f.Key)
		}
		return plan.Number(int64(n)), nil
	case plan.Choice, plan.Choices:
		return options(f, text)
	case plan.ItemRef, plan.ItemRefs:
		return r.refs(f, text)
	case plan.Dates, plan.Clocks:
		return plan.Texts(list(text)...), nil
	case plan.Moment:
		return plan.Text(strings.Replace(text, " ", "T", 1)), nil
	case plan.Lines:
		return plan.Texts(strings.Split(unescape(text), "\n")...), nil
	}
	return plan.Text(unescape(text)), nil
}

func options(f plan.Field, text string) (plan.Value, error) {
	chosen := []string{text}
	if f.Type == plan.Choices {
		chosen = list(text)
	}
	for _, o := range chosen {
		if !slices.Contains(f.Options, o) {
			return nil, fmt.Errorf("%s has no option %q; there are %s", f.Key, o, strings.Join(f.Options, ", "))
		}
	}
	if f.Type == plan.Choice {
		return plan.Text(text), nil
	}
	return plan.Texts(chosen...), nil
}

func (r *run) refs(f plan.Field, text string) (plan.Value, error) {
	words := []string{text}
	if f.Type == plan.ItemRefs {
		words = list(text)
	}
	var ids []plan.ID
	for _, word := range words {
		id, err := r.itemID(word)
		if err != nil {
			return nil, err
		}
		if it, _ := r.plan.Item(id); !slices.Contains(f.Of, it.Kind()) {
			return nil, fmt.Errorf("%s takes items of the kinds %s", f.Key, strings.Join(f.Of, ", "))
		}
		ids = append(ids, id)
	}
	if f.Type == plan.ItemRef {
		return plan.Ref(ids[0]), nil
	}
	return plan.Refs(ids...), nil
}

// list takes a text apart at commas.
func list(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// unescape reads \n as a line end and \\ as a backslash; any other backslash stays.
func unescape(text string) string { return strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(text) }
