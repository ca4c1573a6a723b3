// The cases, as data.py wrote them.

const data = JSON.parse(document.getElementById("data").textContent);

/** One case; `number` is its place, `search` what the text filter looks at. */
function caseOf([id, area, level, outcome, known, seconds, rules, message], number) {
  const names = rules.map((rule) => data.rules[rule][0]);
  return {
    id,
    number,
    area: data.areas[area],
    level: data.levels[level],
    outcome: data.outcomes[outcome],
    known: Boolean(known),
    seconds,
    rules: names,
    message,
    search: [id, ...names, message].join(" ").toLowerCase(),
  };
}

const cases = data.cases.map(caseOf);
const played = cases.slice(0, data.played);
