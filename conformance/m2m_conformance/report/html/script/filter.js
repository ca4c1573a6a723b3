// What is shown: by text, area, outcome and level. The address keeps it, so that a view can be linked to.

const form = document.getElementById("filter");
const KEYS = ["text", "area", "outcome", "level"];

/** What the form asks for. */
function wanted() {
  return Object.fromEntries(KEYS.map((key) => [key, form.elements[key].value.trim()]));
}

/** Whether a case is what the form asks for. Each word of the text has to be in it. */
function fits(each, want) {
  if (want.area && each.area !== want.area) return false;
  if (want.level && each.level !== want.level) return false;
  if (want.outcome === "known" ? !each.known : want.outcome && each.outcome !== want.outcome) return false;
  return want.text.toLowerCase().split(/\s+/).every((word) => each.search.includes(word));
}

/** Section and values of the address: `#cases?area=frame&outcome=failed`. */
function address() {
  const [section, query = ""] = location.hash.slice(1).split("?");
  return { section, values: new URLSearchParams(query), any: location.hash.includes("?") };
}

/** Put what the address asks for into the form. */
function take(values) {
  for (const key of KEYS) form.elements[key].value = values.get(key) ?? "";
}

/** The address of what the form asks for now. */
function addressOf(want) {
  const values = new URLSearchParams(Object.entries(want).filter(([, value]) => value));
  return values.size ? `#findings?${values}` : "#findings";
}
