// The table of all cases, some at a time.

const PAGE = 100;
const body = document.querySelector("#table tbody");
const moreButton = document.getElementById("more");
let rest = [];

/** Show the first cases that are wanted. */
function showCases(want) {
  rest = played.filter((each) => fits(each, want));
  document.getElementById("cases-count").textContent =
    rest.length === played.length
      ? counted(played.length, "case")
      : `${rest.length.toLocaleString("en")} of ${counted(played.length, "case")}`;
  body.replaceChildren();
  showMore();
}

function showMore() {
  body.append(...rest.splice(0, PAGE).map(caseRow));
  moreButton.hidden = rest.length === 0;
  moreButton.textContent = `Show ${Math.min(PAGE, rest.length)} of ${rest.length.toLocaleString("en")} more`;
}

function caseRow(each) {
  const told = data.details[each.number] !== undefined;
  const id = element("code", {}, each.id);
  const link = told ? element("a", { href: `#findings?case=${encodeURIComponent(each.id)}` }, id) : id;
  return element(
    "tr", {},
    element("td", { class: each.outcome }, each.known ? `${each.outcome}, known` : each.outcome),
    element("td", {}, link, each.message ? element("div", { class: "message" }, each.message) : null),
    element("td", {}, each.level),
    element("td", {}, each.rules.join(" ")),
    element("td", {}, each.seconds.toFixed(2)),
  );
}
