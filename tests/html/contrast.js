const light = (value) => {
  const parts = value.match(/[0-9.]+/g).slice(0, 3).map((each) => each / 255);
  const [r, g, b] = parts.map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (each) => {
  for (let at = each; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!/, 0\)$/.test(colour)) return colour;
  }
  return "rgb(255, 255, 255)";
};
const low = new Set();
for (const each of document.querySelectorAll("body *:not(script):not(svg *)")) {
  if (![...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
  if (each.closest("script, noscript, option")) continue;
  const [one, other] = [light(getComputedStyle(each).color), light(behind(each))].sort((a, b) => b - a);
  const text = `${each.tagName} ${each.className} ${each.textContent.slice(0, 30)}`;
  if ((one + 0.05) / (other + 0.05) < 4.5) low.add(text);
}
return [...low];
