//go:build unix

package preview

import (
	"testing"

	"larkspur/wasm/browsertest"
)

func TestTheCoverIsAWorkingRecipeBook(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		p.open(url)
		p.sees("30 recipes")
		p.enter("LENTÍLS")
		p.sees("1 recipe")
		p.click("button", "Red lentil soup with lemon")
		p.sees("1½ cups red lentils, rinsed")
		p.click("button", "More servings")
		p.click("button", "More servings")
		p.sees("Serves 6")
		p.sees("2¼ cups red lentils, rinsed")
		p.sees("1½ onions, chopped")
		p.click("button", "Add to shopping list")
		p.click("button", "Start timer: 18 min")
		p.sees("17:5")
		p.click("button", "Stop")
		p.click("button", "Shopping list (9)")
		p.click("checkbox", "2¼ cups red lentils, rinsed")
		p.click("button", "Remove ticked")
		p.fill("Add something", "paper bags")
		p.press("Enter")
		p.sees("paper bags")
		if text, err := p.Text(p.t.Context()); err != nil || !contains(text, "1½ lemons") || contains(text, "red lentils") {
			p.t.Errorf("the list reads %q, %v", text, err)
		}
		p.click("button", "‹ Back to recipes")
		p.enter("xylophone")
		p.sees("Nothing found")
		p.enter("lentils xylophone")
		p.sees("These come close")
		p.enter("")
		p.click("button", "Vegan")
		p.click("button", "Soup")
		p.sees("2 recipes")
		p.quiet()
	})
}

func TestTheCoverSpeaksSpanish(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{Lang: "es-MX", Width: 320, Height: 640}, func(p person) {
		p.open(url)
		p.sees("30 recetas")
		p.is("document.documentElement.lang", "es")
		p.fill("Buscar recetas", "platanos")
		p.click("button", "Buscar")
		p.click("button", "Pan de plátano")
		p.sees("3 plátanos muy maduros")
		p.sees("1¾ tazas de harina")
		p.is("document.documentElement.scrollWidth <= innerWidth", "true")
		p.click("button", "English")
		p.sees("30 recipes")
		p.is("document.documentElement.lang", "en")
		p.quiet()
	})
}

func TestTheCoverWorksWithoutWebAssembly(t *testing.T) {
	t.Parallel()
	url, seen := site(t)
	each(t, browsertest.Options{NoWASM: true}, func(p person) {
		p.open(url)
		p.sees("cannot load the cook’s notebook")
		p.enter("chili")
		p.click("button", "Black bean chili")
		p.sees("3 cans black beans, drained")
		p.sees("cannot load the cook’s notebook")
		p.quiet()
	})
	if n := seen.all()["/core.wasm"]; n != 0 {
		t.Errorf("the core was asked for %d times", n)
	}
}

func TestTheRecipesReadWithoutScripts(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{NoJS: true}, func(p person) {
		p.open(url)
		p.do(p.Click(p.t.Context(), browsertest.ByRole("link", "Leer todas las recetas")))
		p.sees("1 1/2 tazas de lentejas rojas lavadas")
		p.sees("Arroz con leche")
	})
}
