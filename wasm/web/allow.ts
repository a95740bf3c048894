// What a tree may be made of. Links, frames, images, scripts, styles and selects are missing on purpose: a link can be
// followed, and what was chosen in a select is kept by some browsers.

const words = (s: string): Set<string> => new Set(s.split(" "));

export const tags = words(
  "div span p h1 h2 h3 h4 h5 ul ol li dl dt dd button input textarea label form fieldset legend section header footer " +
    "main nav article aside table thead tbody tfoot tr th td caption strong em small hr br details summary output time " +
    "blockquote pre abbr mark progress meter",
);

const attributes = words(
  "class id for role type name value checked disabled readonly placeholder min max step rows cols maxlength minlength " +
    "inputmode enterkeyhint autocapitalize lang dir tabindex hidden inert open scope colspan rowspan headers datetime " +
    "title translate",
);

/** Whether an attribute may be set. None of these can run code, load something, or leave the page. */
export function allowed(name: string): boolean {
  if (attributes.has(name)) return true;
  if (!/^(aria|data)-[a-z-]+$/.test(name)) return false;
  attributes.add(name); // asked again a thousand times
  return true;
}

/** data-row and its like become custom properties, because style attributes are forbidden by the page's policy. */
export const measures = words("data-row data-col data-span data-len");

/** Controls whose text the page follows. */
export const textual = (el: Element): el is HTMLInputElement | HTMLTextAreaElement =>
  el instanceof HTMLTextAreaElement || (el instanceof HTMLInputElement && el.type !== "checkbox" && el.type !== "radio");
