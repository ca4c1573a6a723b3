// The steps of a case in words: what was asked, what came, where the session went.

/** Whether a value is a message of the protocol. */
function isMessage(value) {
  return value !== null && typeof value === "object" && typeof value.type === "string" && "payload" in value;
}

/** What the exchange came to, in short. */
function outcomeOf(exchange) {
  if ("broke" in exchange) return exchange.broke;
  if ("error" in exchange) return `error ${exchange.error.kind}`;
  if (isMessage(exchange.value)) return exchange.value.type;
  return exchange.value === null ? "nothing" : brief(exchange.value, 60);
}

/** Each exchange, with the state its session was in before and after it. */
function withStates(exchanges) {
  const states = new Map();
  return exchanges.map((exchange) => {
    const handle = exchange.params.session;
    const before = exchange.call === "session.create" ? undefined : states.get(handle);
    const after = exchange.session?.state ?? before;
    if (handle !== undefined && after) states.set(exchange.params.as ?? handle, after);
    return { ...exchange, handle, before, after };
  });
}

/** The states of a step as text; empty where there are none. */
function wayOf({ before, after }) {
  if (!after) return "";
  return before && before !== after ? `${before} → ${after}` : after;
}

/** The list of steps; the last one is where it went wrong. */
function steps(trace) {
  const made = withStates(trace.exchanges);
  const items = made.map((each, at) =>
    element(
      "li", { class: at === made.length - 1 ? "fault" : "" },
      element("code", {}, each.call), ` ${each.handle ?? ""} `,
      element("span", { class: "error" in each || "broke" in each ? "error" : "" }, `→ ${outcomeOf(each)}`),
      wayOf(each) ? element("span", { class: "state" }, ` ${wayOf(each)}`) : null,
      element(
        "details", { class: "raw" },
        element("summary", {}, "request and reply"),
        element("pre", { tabindex: "0" }, raw(each)),
      ),
    ),
  );
  const left = trace.left_out;
  return element(
    "div", { class: "steps" },
    left ? element("p", {}, `${counted(left, "exchange")} before these`) : null,
    element("ol", { start: left + 1 }, items),
  );
}

function raw({ call, params, value, error, session, broke }) {
  const reply = broke !== undefined ? broke : JSON.stringify({ value, error, session }, null, 1);
  return `${call} ${JSON.stringify(params, null, 1)}\n\n${reply}`;
}
