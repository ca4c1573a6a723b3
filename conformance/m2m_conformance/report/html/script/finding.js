// What did not pass, by rule. A case is filled in when it is opened, so that thousands cost nothing.

const [GROUPS, FINDINGS] = [30, 20]; // at a time
const groupsBox = document.getElementById("groups");
let shownGroups = [];

/** Show the findings that are wanted. */
function showFindings(want) {
  shownGroups = data.groups
    .map((group) => ({ ...group, cases: group.cases.map((at) => cases[at]).filter((each) => fits(each, want)) }))
    .filter((group) => group.cases.length);
  groupsBox.replaceChildren();
  reveal(groupsBox, shownGroups, groupOf, GROUPS);
  const number = shownGroups.reduce((sum, group) => sum + group.cases.length, 0);
  document.getElementById("findings-count").textContent = number
    ? `${counted(number, "case")} by ${counted(shownGroups.length, "rule")}`
    : data.groups.length
      ? "No finding is as the filter asks."
      : "Nothing to find: no case failed, errored or warned.";
}

function groupOf(group) {
  const [name, level, text, source] = group.rule === null ? ["No rule", "", "", ""] : data.rules[group.rule];
  const list = element("div", { class: "list" });
  const box = element(
    "article", {},
    element("h3", {}, name, level ? element("span", { class: "level" }, ` ${level}`) : null),
    text ? element("p", { class: "rule" }, text, " ", element("cite", {}, source)) : null,
    group.checked ? element("p", { class: "share" }, share(group)) : null,
    list,
  );
  reveal(list, group.cases, finding, FINDINGS);
  return box;
}

function share({ checked, broken }) {
  return `${broken} of ${counted(checked, "case")} about it did not pass`;
}

/** Put some of `every` into a box, each as `make` makes it, and a button for the next ones. */
function reveal(box, every, make, size, from = 0) {
  box.append(...every.slice(from, from + size).map(make));
  const left = every.length - from - size;
  if (left <= 0) return;
  const more = element("button", { type: "button", class: "more" }, `Show ${Math.min(left, size)} of ${left} more`);
  more.addEventListener("click", () => {
    more.remove();
    reveal(box, every, make, size, from + size);
  });
  box.append(more);
}

/** Press a box's button until `find` finds something, which is returned. */
function pressed(box, find) {
  const button = () => box.querySelector(":scope > .more");
  while (!find() && button()) button().click();
  return find();
}

function finding(each) {
  const box = element(
    "details", { class: `finding ${each.outcome}`, "data-case": each.id },
    element(
      "summary", {},
      element("span", { class: `outcome ${each.outcome}` }, each.known ? `${each.outcome}, known` : each.outcome),
      " ", element("code", {}, each.id), " ", element("span", { class: "what" }, data.details[each.number].title),
    ),
  );
  box.addEventListener("toggle", () => box.open && box.children.length === 1 && box.append(...detail(each)));
  return box;
}

/** All there is to say of a case. */
function detail(each) {
  const { notes, label, call, differences: found, log, trace, wires: bytes, again } = data.details[each.number];
  return [
    element("p", {}, "Rules: ", each.rules.join(", ") || "none"),
    found.length ? element("h4", {}, label ? `${label}, ${call}` : "Differences") : null,
    found.length ? differences(found) : element("p", { class: "error" }, each.message),
    notes ? element("p", {}, `Note: ${notes}`) : null,
    element("h4", {}, "What was exchanged"),
    ...(trace.exchanges.length ? [diagram(trace), steps(trace)] : [element("p", {}, data.untraced)]),
    ...(bytes.length ? [element("h4", {}, "Bytes"), ...wires(bytes)] : []),
    ...(log.length ? [element("h4", {}, "The target's stderr ends"), element("pre", { tabindex: "0" }, log.join("\n"))] : []),
    element("h4", {}, "Again"),
    element("pre", { class: "again", tabindex: "0" }, again),
  ].filter(Boolean);
}

/** Open one case, and go there. */
function open(id) {
  const index = shownGroups.findIndex((group) => group.cases.some((each) => each.id === id));
  const group = pressed(groupsBox, () => groupsBox.querySelectorAll(":scope > article")[index]);
  const find = () => group.querySelector(`[data-case="${CSS.escape(id)}"]`);
  const box = group && pressed(group.querySelector(".list"), find);
  if (!box) return;
  box.open = true;
  box.scrollIntoView();
  box.querySelector("summary").focus();
}
