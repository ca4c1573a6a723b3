// Elements made by hand: texts are only ever set as text, so nothing a target wrote becomes markup.

/** An element with attributes and children; a child is an element, a text, or nothing. */
function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. */
function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== "") made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((each) => each !== null && each !== undefined));
  return made;
}

/** `1 case`, `3 cases`. */
function counted(number, one, more = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : more}`;
}

/** A value as JSON on one line, cut in the middle if it is long. */
function brief(value, limit = 160) {
  const text = JSON.stringify(value) ?? "nothing";
  const half = Math.floor(limit / 2);
  return text.length <= limit ? text : `${text.slice(0, half)} … ${text.slice(-half)}`;
}
