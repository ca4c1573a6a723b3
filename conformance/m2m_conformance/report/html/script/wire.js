// Wires byte by byte, as `vectors explain` takes them apart.

/** The wires of a case. What is expected and what came are held beside each other, field by field. */
function wires(found) {
  const expected = found.find((each) => each.name.startsWith("expected"));
  const got = found.find((each) => each.name === "got");
  return found.map((each) => wire(each, each === expected ? got : each === got ? expected : undefined));
}

function wire(each, other) {
  const bytes = new Map((other?.spans ?? []).map(([, raw, field]) => [field, raw]));
  const differs = ([, raw, field]) => bytes.has(field) && bytes.get(field) !== raw;
  const rows = each.spans.map((span) => spanRow(span, differs(span)));
  const head = ["offset", "bytes", "field", "meaning"].map((name) => element("th", { scope: "col" }, name));
  return element(
    "div", { class: "wire" },
    element("h5", {}, `wire ${each.name}: ${each.form}, ${counted(each.size, "byte")}`),
    element("p", { class: each.verdict.startsWith("broken") ? "error" : "" }, each.verdict),
    element(
      "table", {},
      element("thead", {}, element("tr", {}, head)),
      element("tbody", {}, rows),
    ),
    element("ul", {}, each.notes.map((note) => element("li", { class: note.kind }, noteText(note)))),
  );
}

function spanRow([offset, raw, field, meaning, kind, mark], differs) {
  const told = differs ? [" ", element("mark", {}, "differs")] : [];
  return element(
    "tr", { class: [kind, mark, differs ? "differs" : ""].filter(Boolean).join(" ") },
    element("td", { "data-label": "offset" }, String(offset)),
    element("td", { "data-label": "bytes" }, element("code", {}, raw)),
    element("td", { "data-label": "field" }, field, ...told),
    element("td", { "data-label": "meaning" }, meaning),
  );
}

function noteText({ text, remedy }) {
  return remedy ? `${text}; do: ${remedy}` : text;
}
