// A case as a sequence diagram. Peers are the sessions of the case, and the suite, which plays whoever else there is.

const [LANE, ROW, TOP, SIDE] = [170, 58, 40, 90];
const PEER = "suite";

/** Who takes part: the suite, then every session, or the target where there is none. */
function peers(made) {
  const handles = made.map(({ handle, params }) => [handle, params.as]).flat();
  const sessions = [...new Set(handles.filter((name) => name !== undefined))].slice(0, 4);
  return [PEER, ...(sessions.length ? sessions.map((name) => `session ${name}`) : ["target"])];
}

/** The diagram of a trace. The list of steps says the same in words. */
function diagram(trace) {
  const made = withStates(trace.exchanges);
  const names = peers(made);
  const width = SIDE * 2 + LANE * (names.length - 1);
  const height = TOP + ROW * made.length + 20;
  const at = (name) => SIDE + LANE * Math.max(0, names.indexOf(name));
  const stage = { at, origins: new Map(), passedOn: new Set(made.map(({ params }) => JSON.stringify(params.message))) };
  const rows = made.map((each, number) => row(each, number, made.length, stage));
  const box = { viewBox: `0 0 ${width} ${height}`, width, height };
  const svg = drawn("svg", { ...box, class: "sequence", "aria-hidden": "true" });
  svg.append(...names.flatMap((name) => lifeline(name, at(name), height)), ...rows.flat());
  return element("div", { class: "drawing" }, svg);
}

function lifeline(name, x, height) {
  return [
    drawn("line", { class: "life", x1: x, x2: x, y1: TOP - 8, y2: height }),
    drawn("rect", { class: "peer", x: x - 62, y: 4, width: 124, height: 26, rx: 6 }),
    drawn("text", { class: "peer", x, y: 22 }, cut(name, 18)),
  ];
}

/** One exchange: the call or the message on its way, and what came of it.
 *
 * A message that a later call hands to a session is drawn there; one that stays with the suite goes back to it. */
function row(each, number, total, { at, origins, passedOn }) {
  const y = TOP + ROW * number + 16;
  const own = each.handle === undefined ? "target" : `session ${each.handle}`;
  const message = each.params.message;
  const from = isMessage(message) ? (origins.get(JSON.stringify(message)) ?? PEER) : PEER;
  if (isMessage(each.value)) origins.set(JSON.stringify(each.value), own);
  const kind = number === total - 1 ? "step fault" : "step";
  const label = isMessage(message) ? message.type : each.call.replace("session.", "");
  const back = isMessage(each.value) && !passedOn.has(JSON.stringify(each.value));
  return drawn(
    "g", { class: kind },
    drawn("title", {}, `${each.call} ${brief(each.params, 400)}`),
    arrow(at(from), at(own), y, label, isMessage(message) ? "message" : "call"),
    back ? arrow(at(own), at(PEER), y + 20, each.value.type, "message") : null,
    answer(each, at(own), back ? y + 32 : y + 16, back),
  );
}

/** What came of it, and where the session went. */
function answer(each, x, y, back) {
  const moved = each.before && each.after && each.before !== each.after ? `⇒ ${each.after}` : "";
  const bad = "error" in each || "broke" in each;
  const text = [bad ? "✗" : "", back ? "" : outcomeOf(each), moved].filter(Boolean).join(" ");
  return drawn("text", { class: bad ? "answer error" : "answer", x, y }, cut(text, 24));
}

function arrow(from, to, y, label, kind) {
  if (from === to) return drawn("text", { class: `label ${kind}`, x: to, y: y - 2 }, `${cut(label, 20)} to itself`);
  const tip = to > from ? -8 : 8;
  return drawn(
    "g", { class: kind },
    drawn("line", { x1: from, x2: to + tip / 2, y1: y, y2: y }),
    drawn("path", { d: `M${to},${y} l${tip},-4 l0,8 z` }),
    drawn("text", { class: "label", x: (from + to) / 2, y: y - 5 }, cut(label, 22)),
  );
}

function cut(text, length) {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join("")}…`;
}
