// Expected beside got, with the difference marked.

/** How many characters two texts have in common at their beginning. */
function common(one, other) {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}

/** What is between what both begin and both end with, of each. */
function apart(expected, got) {
  const [ours, theirs] = [[...expected], [...got]];
  const start = common(ours, theirs);
  const end = common(ours.slice(start).reverse(), theirs.slice(start).reverse());
  return [ours, theirs].map((text) => [
    text.slice(0, start).join(""),
    text.slice(start, text.length - end).join(""),
    text.slice(text.length - end).join(""),
  ]);
}

/** A side with its middle marked, unless the two have nothing in common and all of it would be. */
function side([before, middle, after]) {
  if (!before && !after) return [middle];
  return [before, element("mark", {}, middle), after];
}

/** The table of the differences of a case. */
function differences(found) {
  const rows = found.map(({ path, expected, got }) => {
    const [ours, theirs] = apart(expected, got).map(side);
    return element(
      "tr", {},
      element("th", { scope: "row" }, element("code", {}, path)),
      element("td", { "data-label": "expected" }, element("code", { class: "expected" }, ours)),
      element("td", { "data-label": "got" }, element("code", { class: "got" }, theirs)),
    );
  });
  const head = ["where", "expected", "got"].map((name) => element("th", { scope: "col" }, name));
  return element(
    "table", { class: "differences" },
    element("thead", {}, element("tr", {}, head)),
    element("tbody", {}, rows),
  );
}
