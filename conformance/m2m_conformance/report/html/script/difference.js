// Expected beside got, with the difference marked.

/** How many characters two texts have in common at their beginning. */
function common(one, other) {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}

/** Each text in three: what both begin with, what differs, what both end with. */
function apart(expected, got) {
  if (expected.startsWith(STARTS)) return beginning(expected, got);
  const [ours, theirs] = [[...expected], [...got]];
  const start = common(ours, theirs);
  const end = common(ours.slice(start).reverse(), theirs.slice(start).reverse());
  return [ours, theirs].map((text) => split(text, start, text.length - end));
}

const STARTS = '$starts "';

/** Of a pattern that says how a text begins: what comes after that is not compared. */
function beginning(expected, got) {
  const [ours, theirs] = [[...expected.slice(STARTS.length - 1, -1)], [...got]];
  const start = common(ours, theirs);
  const [before, middle] = split(ours, start, ours.length);
  return [[STARTS.slice(0, -1) + before, middle, '"'], split(theirs, start, ours.length)];
}

function split(text, start, end) {
  const stop = Math.max(start, end);
  return [text.slice(0, start), text.slice(start, stop), text.slice(stop)].map((part) => part.join(""));
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
