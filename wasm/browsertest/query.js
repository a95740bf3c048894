// Looks things up in a page by role and accessible name. Called anew for every
// question, keeps nothing, and touches nothing but focus, selection and scroll
// position. The name computation is the part of accname-1.2 that our pages need.
(request) => {
  const squeeze = (s) => (s || "").replace(/\s+/g, " ").trim();

  const shown = (el) => {
    if (!el.isConnected || el.closest("[aria-hidden=true],[inert]")) return false;
    return el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  };

  const inputRoles = {
    button: "button", submit: "button", reset: "button", image: "button", checkbox: "checkbox",
    radio: "radio", range: "slider", number: "spinbutton", search: "searchbox", hidden: "",
  };
  const tagRoles = {
    ARTICLE: "article", ASIDE: "complementary", BUTTON: "button", DIALOG: "dialog", DETAILS: "group",
    FIELDSET: "group", FIGURE: "figure", H1: "heading", H2: "heading", H3: "heading", H4: "heading",
    H5: "heading", H6: "heading", HR: "separator", LI: "listitem", MAIN: "main", MENU: "list", METER: "meter",
    NAV: "navigation", OL: "list", OPTION: "option", OUTPUT: "status", P: "paragraph",
    PROGRESS: "progressbar", SEARCH: "search", SUMMARY: "button", TABLE: "table", TBODY: "rowgroup",
    TD: "cell", TEXTAREA: "textbox", TFOOT: "rowgroup", TH: "columnheader", THEAD: "rowgroup", TR: "row",
    UL: "list", DT: "term", DD: "definition", TIME: "time",
  };
  const sectioning = "article,aside,main,nav,section";
  const roleOf = (el) => {
    const given = squeeze(el.getAttribute("role")).split(" ")[0];
    if (given) return given;
    switch (el.tagName) {
      case "A": case "AREA": return el.hasAttribute("href") ? "link" : "";
      case "IMG": return el.getAttribute("alt") === "" ? "presentation" : "img";
      case "INPUT": return inputRoles[el.type] ?? "textbox";
      case "SELECT": return el.multiple || el.size > 1 ? "listbox" : "combobox";
      case "HEADER": return el.parentElement?.closest(sectioning) ? "" : "banner";
      case "FOOTER": return el.parentElement?.closest(sectioning) ? "" : "contentinfo";
      case "SECTION": return nameOf(el) ? "region" : "";
      case "FORM": return nameOf(el) ? "form" : "";
      case "TH": return el.scope === "row" ? "rowheader" : "columnheader";
    }
    return tagRoles[el.tagName] || (el.isContentEditable && el.hasAttribute("contenteditable") ? "textbox" : "");
  };

  const named = new Set(["button", "link", "heading", "checkbox", "radio", "switch", "option", "tab", "menuitem",
    "menuitemradio", "menuitemcheckbox", "cell", "gridcell", "row", "rowheader", "columnheader", "treeitem", "tooltip"]);
  const fields = "input:not([type=hidden]),textarea,select,[contenteditable],[role=textbox],[role=searchbox]," +
    "[role=combobox],[role=checkbox],[role=radio],[role=switch],[role=spinbutton],[role=slider],[role=listbox]";

  const textOf = (node, skip, hiddenToo) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node === skip) return "";
    if (!hiddenToo && !shown(node)) return "";
    const label = squeeze(node.getAttribute("aria-label"));
    if (label) return " " + label + " ";
    if (node.tagName === "IMG") return " " + (node.alt || "") + " ";
    if (node.tagName === "INPUT" || node.tagName === "TEXTAREA") return " " + node.value + " ";
    let out = "";
    for (const child of node.childNodes) out += textOf(child, skip, hiddenToo);
    return getComputedStyle(node).display.startsWith("inline") ? out : " " + out + " ";
  };

  const nameOf = (el) => {
    const ids = squeeze(el.getAttribute("aria-labelledby"));
    if (ids) {
      const parts = ids.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
      const name = squeeze(parts.map((p) => textOf(p, el, true)).join(" "));
      if (name) return name;
    }
    const label = squeeze(el.getAttribute("aria-label"));
    if (label) return label;
    if (el.labels && el.labels.length) {
      const name = squeeze([...el.labels].map((l) => textOf(l, el, true)).join(" "));
      if (name) return name;
    }
    if (el.tagName === "INPUT") {
      if (["button", "submit", "reset"].includes(el.type) && el.value) return squeeze(el.value);
      if (el.type === "image" && el.alt) return squeeze(el.alt);
    }
    if (el.tagName === "IMG") return squeeze(el.alt || el.title);
    const caption = { FIELDSET: "LEGEND", TABLE: "CAPTION", FIGURE: "FIGCAPTION" }[el.tagName];
    if (caption) {
      const child = [...el.children].find((c) => c.tagName === caption);
      if (child) return squeeze(textOf(child));
    }
    if (el.tagName === "SECTION" || el.tagName === "FORM") return squeeze(el.title);
    if (named.has(roleOf(el))) {
      const name = squeeze(textOf(el));
      if (name) return name;
    }
    return squeeze(el.getAttribute("title") || el.getAttribute("placeholder"));
  };

  const same = (target, have, want) =>
    target.loose ? have.toLowerCase().includes(squeeze(want).toLowerCase()) : have === squeeze(want);

  // find returns [matches, what else there was of the same sort]
  const find = (target) => {
    let root = document;
    if (target.inside) {
      const [outer] = find(target.inside);
      if (outer.length !== 1) return [[], [`${outer.length} elements to look inside`]];
      root = outer[0];
    }
    let found = [], others = [];
    if (target.selector) {
      found = [...root.querySelectorAll(target.selector)];
    } else if (target.text) {
      const all = [...root.querySelectorAll("*")].filter((el) =>
        !["SCRIPT", "STYLE", "HEAD", "TITLE"].includes(el.tagName) && shown(el) &&
        same(target, squeeze(el.innerText ?? el.textContent), target.text));
      found = all.filter((el) => !all.some((in_) => in_ !== el && el.contains(in_)));
    } else {
      for (const el of root.querySelectorAll(target.role ? "*" : fields)) {
        if ((target.role && roleOf(el) !== target.role) || !shown(el)) continue;
        const name = nameOf(el);
        if (!target.name || same(target, name, target.name)) found.push(el);
        else others.push(name);
      }
    }
    if (target.nth) found = found.slice(target.nth - 1, target.nth);
    return [found, others];
  };

  const describe = (el) => {
    const role = roleOf(el), name = nameOf(el);
    return el.tagName.toLowerCase() + (role ? " " + role : "") + (name ? " “" + name.slice(0, 60) + "”" : "");
  };

  const pageText = () => document.body ? document.body.innerText : "";
  if (request.op === "text") return { text: pageText() };

  const [found, others] = find(request.target);
  const answer = { count: found.length, others: [...new Set(others)].slice(0, 60) };
  if (found.length !== 1) {
    answer.others = found.length ? found.slice(0, 10).map(describe) : answer.others;
    return answer;
  }
  const el = found[0];
  answer.what = describe(el);
  answer.off = el.matches(":disabled") || el.getAttribute("aria-disabled") === "true";

  switch (request.op) {
    case "point": {
      el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const box = [...el.getClientRects()].find((r) => r.width > 0 && r.height > 0);
      if (!box) { answer.cover = "nothing to see"; break; }
      const inside = (v, max) => Math.min(Math.max(v, 1), max - 1);
      answer.x = inside(box.left + box.width / 2, innerWidth);
      answer.y = inside(box.top + box.height / 2, innerHeight);
      const top = document.elementFromPoint(answer.x, answer.y);
      const label = top && top.closest("label");
      if (!top) answer.cover = "it lies outside the window";
      else if (!el.contains(top) && !(label && label.control === el)) answer.cover = describe(top);
      break;
    }
    case "focus":
      el.focus();
      answer.focused = document.activeElement === el;
      break;
    case "select":
      el.focus();
      answer.focused = document.activeElement === el;
      answer.set = ["date", "time", "datetime-local", "month", "week", "color", "range"].includes(el.type);
      if (answer.set) {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(el, request.text);
        el.dispatchEvent(new Event("input", { bubbles: true }));
        el.dispatchEvent(new Event("change", { bubbles: true }));
        answer.value = el.value;
      } else if (el.select) {
        el.select();
      } else {
        getSelection().selectAllChildren(el);
      }
      break;
    case "value":
      answer.value = el.type === "checkbox" || el.type === "radio" ? String(el.checked)
        : "value" in el && el.tagName !== "LI" && el.tagName !== "BUTTON" ? String(el.value)
        : el.innerText ?? el.textContent;
      break;
  }
  return answer;
}
