// Elements without markup.

type Props = Record<string, string | number | boolean | EventListener | undefined>;

/** Makes an element. A function is a listener, true an empty attribute, false and undefined none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, props: Props = {}, ...kids: (Node | string | false | undefined)[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  for (const name in props) {
    const v = props[name];
    if (typeof v === "function") el.addEventListener(name, v);
    else if (v !== false && v !== undefined) el.setAttribute(name, v === true ? "" : String(v));
  }
  for (const kid of kids) if (kid) el.append(kid);
  return el;
}

/** What keeps a browser from keeping or sending what is typed. */
export const unkept = { autocomplete: "off", autocorrect: "off", autocapitalize: "none", spellcheck: "false" };
