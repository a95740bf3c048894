package bundle

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// engines are the oldest browsers that the page is written for: those of 2022, phones among them.
var engines = []api.Engine{
	{Name: api.EngineChrome, Version: "102"},
	{Name: api.EngineFirefox, Version: "112"},
	{Name: api.EngineSafari, Version: "15.5"},
}

// page makes everything but the core: scripts, style, data and pages. The core is there already, as its hash goes into
// the script.
func page(ctx context.Context, cfg Config) error {
	web := filepath.Join(cfg.Root, "wasm", "web")
	glue, err := goTool(ctx, cfg, "env", "GOROOT")
	if err != nil {
		return err
	}
	glue = filepath.Join(glue, "lib", "wasm", "wasm_exec.js")
	debug := fmt.Sprint(cfg.Debug)
	if err := bundleFile(cfg, filepath.Join(web, "worker.ts"), WorkerFile, glue, map[string]string{"DEBUG": debug}); err != nil {
		return err
	}
	if err := bundleFile(cfg, filepath.Join(web, "a.css"), StyleFile, glue, nil); err != nil {
		return err
	}
	core, err := integrity(cfg.Out, CoreFile)
	if err != nil {
		return err
	}
	defines := map[string]string{"CORE": fmt.Sprintf(`{"url":"/%s","integrity":%q}`, CoreFile, core)}
	books, err := writeBooks(cfg, web)
	if err != nil {
		return err
	}
	defines["BOOKS"] = books
	if err := bundleFile(cfg, filepath.Join(web, "covers", "recipes", "main.ts"), ShellFile, glue, defines); err != nil {
		return err
	}
	return writePages(cfg, web)
}

// bundleFile runs one entry point through esbuild. "go:wasm_exec" is the glue; nothing may be imported from outside.
func bundleFile(cfg Config, entry, out, glue string, defines map[string]string) error {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		Outfile:           filepath.Join(cfg.Out, out),
		AbsWorkingDir:     cfg.Root,
		Bundle:            true,
		Format:            api.FormatIIFE,
		Engines:           engines,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		MinifyWhitespace:  !cfg.Debug,
		MinifyIdentifiers: !cfg.Debug,
		MinifySyntax:      !cfg.Debug,
		Define:            defines,
		TsconfigRaw:       `{"compilerOptions":{"target":"es2021","useDefineForClassFields":false}}`,
		LogLevel:          api.LogLevelSilent,
		Plugins: []api.Plugin{{Name: "go", Setup: func(b api.PluginBuild) {
			b.OnResolve(api.OnResolveOptions{Filter: "^go:wasm_exec$"}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
				return api.OnResolveResult{Path: glue}, nil
			})
		}}},
		Write: true,
	})
	var problems []error
	for _, m := range append(result.Errors, result.Warnings...) {
		at := ""
		if m.Location != nil {
			at = fmt.Sprintf("%s:%d: ", m.Location.File, m.Location.Line)
		}
		problems = append(problems, fmt.Errorf("%s%s", at, m.Text))
	}
	if len(problems) > 0 {
		return fmt.Errorf("bundle: %s: %w", out, errors.Join(problems...))
	}
	return nil
}

// integrity is the value of an integrity attribute for a file of the build.
func integrity(out, name string) (string, error) {
	b, err := os.ReadFile(filepath.Join(out, name))
	if err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	sum := sha512.Sum384(b)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:]), nil
}

// writeBooks writes the recipes, one file per language, without the white space of the sources. It returns the map of
// language to address and integrity that the script is given.
func writeBooks(cfg Config, web string) (string, error) {
	books := make(map[string]map[string]string)
	for _, lang := range Langs {
		book, err := ReadBook(filepath.Join(web, "covers", "recipes", lang+".json"))
		if err != nil {
			return "", err
		}
		b, err := json.Marshal(book)
		if err != nil {
			return "", fmt.Errorf("bundle: %w", err)
		}
		name := lang + ".json"
		if err := os.WriteFile(filepath.Join(cfg.Out, name), b, 0o644); err != nil {
			return "", fmt.Errorf("bundle: %w", err)
		}
		sum, err := integrity(cfg.Out, name)
		if err != nil {
			return "", err
		}
		books[lang] = map[string]string{"url": "/" + name, "integrity": sum}
	}
	b, err := json.Marshal(books)
	if err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	return string(b), nil
}

// writePages writes the page of each cover with the hashes of what it loads, and the pages for browsers without scripts.
func writePages(cfg Config, web string) error {
	swap := []string{}
	for _, name := range []string{ShellFile, StyleFile} {
		sum, err := integrity(cfg.Out, name)
		if err != nil {
			return err
		}
		swap = append(swap, "{{"+name+"}}", sum)
	}
	for _, cover := range Covers {
		b, err := os.ReadFile(filepath.Join(web, "covers", cover, "index.html"))
		if err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		text := squeeze(strings.NewReplacer(swap...).Replace(string(b)))
		if strings.Contains(text, "{{") {
			return fmt.Errorf("bundle: %s: a placeholder is left", cover)
		}
		if err := os.WriteFile(filepath.Join(cfg.Out, cover+".html"), []byte(text), 0o644); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	for _, lang := range Langs {
		if err := writePlain(cfg, web, lang, swap[3]); err != nil {
			return err
		}
	}
	return nil
}

// squeeze drops comments and the indentation of the source.
func squeeze(html string) string {
	for {
		from := strings.Index(html, "<!--")
		to := strings.Index(html, "-->")
		if from < 0 || to < from {
			break
		}
		html = html[:from] + html[to+len("-->"):]
	}
	var b strings.Builder
	for line := range strings.Lines(html) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return b.String()
}
