package disclose

import (
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes r for programs. Names of files that are no UTF-8 are shown as in the text.
func JSON(w io.Writer, r *Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// Parse reads what JSON wrote.
func Parse(b []byte) (*Report, error) {
	r := new(Report)
	if err := json.Unmarshal(b, r); err != nil {
		return nil, fmt.Errorf("disclose: the report is not understood: %w", err)
	}
	if r.Version != reportVersion {
		return nil, fmt.Errorf("disclose: a report of version %d, and this program knows %d", r.Version, reportVersion)
	}
	return r, nil
}
