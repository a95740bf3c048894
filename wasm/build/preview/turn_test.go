//go:build unix

package preview

import "testing"

// A name that is written from right to left stands where it stands, and the number after it stays after it.
func TestANameDoesNotTurnWhatStandsBesideIt(t *testing.T) {
	shown(t, func(p person) {
		p.do(p.Eval(p.t.Context(), `void (() => {
			const name = document.createElement("span");
			name.textContent = "\u05d0\u05d1\u05d2";
			const line = document.createElement("p");
			line.append(name, " \u00b7 10:05");
			document.querySelector("main").append(line);
			const rest = document.createRange();
			rest.selectNodeContents(line.lastChild);
			window.after = rest.getBoundingClientRect().left >= name.getBoundingClientRect().right - 1;
		})()`, nil))
		p.is("window.after", "true")
	})
}
