// Puts filter, findings and table together.

function show() {
  const want = wanted();
  showFindings(want);
  showCases(want);
}

/** What the address asks for: a filter, a case, a part of the page. */
function follow() {
  const { section, values, any } = address();
  if (!any) return;
  take(values);
  show();
  if (values.has("case")) open(values.get("case"));
  else document.getElementById(section)?.scrollIntoView();
}

form.addEventListener("input", () => {
  history.replaceState(null, "", addressOf(wanted()));
  show();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => {
  history.replaceState(null, "", "#findings");
  setTimeout(show); // the form is empty only after this event
});
moreButton.addEventListener("click", showMore);
window.addEventListener("hashchange", follow);
show();
follow();
