// Drawings: bars of the rounds, bars of shares, the map with its legend. Each says in words what it shows.
"use strict";
// Five steps of one scale from light to dark, which the colour-blind tell apart.
const STEPS = ["#fff3c4", "#b7dcb3", "#63b8b0", "#2f7fb0", "#1f3f83"];
// A withheld figure is hatched, and an area without a figure is grey.
const NO_FIGURE = "#d5d9de";

// Small columns, one per round, with a line for the area above.
function roundBars(rates, above, parent) {
  const words = SDG.words, width = 15, height = 24;
  const known = [...rates, ...(above || [])].filter(rate => rate !== null && rate !== undefined && rate >= 0);
  const most = Math.max(1, ...known);
  const said = rates.map((rate, place) => {
    const line = above && above[place] >= 0 && above[place] !== null ? ` (${title(parent)} ${share(above[place])})` : "";
    return `${SDG.all.rounds[place].round}: ${share(rate)}${line}`;
  }).join("; ");
  const picture = make("svg", { class: "bars", viewBox: `0 0 ${width * rates.length} ${height}`, width: width * rates.length, height, role: "img", "aria-label": `${words.byRound}: ${said}` }, make("title", {}, said));
  rates.forEach((rate, place) => {
    const x = place * width + 2, tall = value => Math.max(1, (value / most) * (height - 3));
    if (rate === -1) picture.append(make("rect", { x, y: height - 6, width: width - 4, height: 5, class: "hidden-bar" }));
    else if (rate !== null && rate !== undefined) picture.append(make("rect", { x, y: height - tall(rate), width: width - 4, height: tall(rate), class: place === rates.length - 1 ? "bar now" : "bar" }));
    const line = above && above[place];
    if (line !== null && line !== undefined && line >= 0) picture.append(make("line", { x1: x - 2, x2: x + width - 2, y1: height - tall(line), y2: height - tall(line), class: "above" }));
  });
  return picture;
}

// A bar as long as its share of the longest.
function shareBar(value, most, text) {
  const long = most > 0 ? Math.max(0.5, (100 * value) / most) : 0;
  return make("span", { class: "share" }, make("span", { class: "track", "aria-hidden": "true" }, make("span", { class: "filled", style: `width:${long.toFixed(1)}%` })), make("span", { class: "amount" }, text));
}

// Parts of a whole in one bar, with their words below.
// `whole`: what the entries are parts of, else their sum. Entries with noise of their own are not of one whole: these have
// no per cent. Nothing is drawn of entries that are all 0.
function parts(entries, { whole = entries.reduce((sum, each) => sum + each.value, 0), areOfOne = true } = {}) {
  if (!(whole > 0)) return null;
  const bar = make("div", { class: "parts", "aria-hidden": "true" }, entries.map(each => make("span", { class: each.kind, style: `width:${((100 * each.value) / whole).toFixed(2)}%` })));
  const list = make("ul", { class: "keys" }, entries.map(each => make("li", {}, make("span", { class: "key " + each.kind, "aria-hidden": "true" }), `${each.name} `, make("b", {}, count(each.value)), areOfOne ? ` (${decimal((100 * each.value) / whole, 1)} %)` : "")));
  return make("div", {}, bar, list);
}

function project([longitude, latitude]) {
  const { west, north, across, down } = SDG.all.projection;
  return [(longitude - west) * across, (north - latitude) * down];
}

// Classes of about as many areas each. Equal values are in one class.
function classesOf(values) {
  const ordered = [...values].sort((one, other) => one - other);
  const ends = [];
  for (let step = 1; step <= STEPS.length; step += 1) {
    const end = ordered[Math.ceil((step * ordered.length) / STEPS.length) - 1];
    if (end !== undefined && end !== ends[ends.length - 1]) ends.push(end);
  }
  const classes = ends.map((end, place) => {
    const members = ordered.filter(value => value <= end && (place === 0 || value > ends[place - 1]));
    return { from: members[0], to: end, count: members.length };
  });
  const spread = classes.length < 2 ? [3] : classes.map((_, place) => Math.round((place * (STEPS.length - 1)) / (classes.length - 1)));
  return classes.map((each, place) => ({ ...each, colour: STEPS[spread[place]] }));
}

// The outline behind the areas inside: that of the area, or else of its province, which is shown in part alone.
function groundOf(area) {
  const own = SDG.all.outlines[area.c] ? area.c : null;
  return { around: own || provinceOf(area), isWhole: Boolean(own) || level(area) !== "district" };
}

// An outline counts in steps of its own grid, or in units of the projection.
function outlinePath({ d, grid }, attributes, width, ...children) {
  const [left, top, step] = grid || [0, 0, 1];
  return make("path", { d, transform: grid ? `translate(${left} ${top}) scale(${step})` : null, "stroke-width": (width / step).toFixed(3), ...attributes }, ...children);
}

// The map of areas by a measure, with its legend; null where fewer than half of the areas have a place. An area without
// an outline is a circle. `around` is the area behind them; where it `isWhole`, the map shows all of it.
function areaMap(areas, measure, { link, around = null, isWhole = true } = {}) {
  const outlines = SDG.all.outlines;
  const shapes = areas.filter(area => outlines[area.c]), circles = areas.filter(area => !outlines[area.c] && area.at);
  const placed = [...shapes, ...circles], isOutlined = shapes.length === areas.length;
  if (placed.length === 0 || 2 * placed.length < areas.length) return null;
  // Classes are of the figures as they are shown, so that two classes never look alike.
  const classes = classesOf(areas.map(measure.value).filter(value => value !== null && value >= 0).map(measure.shown));
  // A pattern is measured in the steps of the outline that it fills.
  const stepOf = area => ((outlines[area.c] || {}).grid || [0, 0, 1])[2], steps = [...new Set(placed.map(stepOf))];
  const colourOf = area => {
    const value = measure.value(area);
    if (value === null || value === undefined) return NO_FIGURE;
    return value < 0 ? `url(#none-${steps.indexOf(stepOf(area))})` : classes.find(each => measure.shown(value) <= each.to).colour;
  };
  const ground = !isOutlined && around ? outlines[around] : null;
  const box = boxOf([...shapes.map(area => outlines[area.c].box), ...circles.map(area => [...project(area.at), ...project(area.at)]), ...(isWhole && ground ? [ground.box] : [])]);
  const size = Math.max(box[2] - box[0], box[3] - box[1]), isClose = !isOutlined && !isWhole;
  const margin = isOutlined ? 0.02 * size : Math.max(isClose ? 8 : 0, (isClose ? 0.2 : 0.04) * size);
  const [left, top, width, height] = [box[0] - margin, box[1] - margin, box[2] - box[0] + 2 * margin, box[3] - box[1] + 2 * margin];
  const unit = Math.max(width, height) / 100;
  const picture = make("svg", { class: "map", viewBox: [left, top, width, height].map(each => each.toFixed(2)).join(" "), role: "group", "aria-label": fill(SDG.words.map, { measure: measure.name, n: count(placed.length) }) });
  picture.append(hatching(unit, steps));
  if (ground) picture.append(outlinePath(ground, { class: "ground" }, 0.3 * unit));
  for (const area of placed) {
    const said = `${title(area)}: ${measure.text(area)}`, seen = { fill: colourOf(area), class: "shape" };
    const at = outlines[area.c] ? null : project(area.at);
    const shape = at ? make("circle", { cx: at[0].toFixed(2), cy: at[1].toFixed(2), r: (placed.length > 40 ? 1.6 : isWhole ? 2.4 : 3) * unit, "stroke-width": 0.25 * unit, ...seen }, make("title", {}, said))
      : outlinePath(outlines[area.c], seen, 0.25 * unit, make("title", {}, said));
    picture.append(svgLink({ href: link(area), "aria-label": said }, shape));
  }
  return make("figure", { class: "mapped" }, picture, legend(areas, classes, measure), make("figcaption", { class: "note" }, [shapes.length ? SDG.words.mapNote : null, circles.length ? SDG.words.mapCircles : null].filter(Boolean).join(" ")));
}

function boxOf(boxes) {
  return [Math.min(...boxes.map(box => box[0])), Math.min(...boxes.map(box => box[1])), Math.max(...boxes.map(box => box[2])), Math.max(...boxes.map(box => box[3]))];
}

function hatching(unit, steps) {
  return make("defs", {}, steps.map((step, place) => {
    const side = (2 * unit) / step;
    return make("pattern", { id: "none-" + place, width: side, height: side, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      make("rect", { width: side, height: side, fill: "#f1f2f4" }), make("rect", { width: side / 2.5, height: side, fill: "#c3c9d1" }));
  }));
}

function legend(areas, classes, measure) {
  const words = SDG.words;
  const values = areas.map(measure.value), missing = values.filter(value => value === null || value === undefined).length;
  const withheld = values.filter(value => value < 0).length;
  const lines = classes.map(each => make("li", {}, make("span", { class: "key", style: `background:${each.colour}` }),
    `${measure.plain(each.from)}${each.to === each.from ? "" : "–" + measure.plain(each.to)}${measure.unit} `, make("small", {}, fill(words.nAreas, { n: count(each.count) }))));
  for (const [kind, name, number] of [["hatched", words.withheld, withheld], ["blank", words.noFigures, missing]]) if (number) lines.push(make("li", {}, make("span", { class: "key " + kind }), `${name} `, make("small", {}, fill(words.nAreas, { n: count(number) }))));
  return make("ul", { class: "legend", "aria-label": words.legend }, lines);
}
