// The areas inside an area: what is measured of them, the map, the table to sort, the choice of the measure.
"use strict";

// A measure has a value to sort and colour by (null or -1: no figure), the value in words, and its plain number.
function rateMeasure(code, name, rate) {
  return { code, name, unit: " %", value: area => rate(area) ?? null, text: area => share(rate(area)), shown: perCent, plain: value => decimal(value, 1) };
}

function measures() {
  const words = SDG.words;
  const poverty = (area, part) => { const found = povertyOf(area); return found ? (found.withheld ? -1 : found[part]) : null; };
  const open = area => (area.case ? area.case[6] : null);
  return [
    { group: words.groups.main, list: [
      rateMeasure("H", words.measures.H, area => poverty(area, "H")),
      { code: "M0", name: words.measures.M0, unit: "", value: area => poverty(area, "M0"), text: area => indexText(poverty(area, "M0")), shown: index, plain: value => decimal(value, 4) },
      rateMeasure("coverage", words.measures.coverage, area => (coverageOf(area) || {}).rate),
      { code: "open", name: words.measures.open, unit: "", value: open, text: area => count(open(area)), shown: value => value, plain: count }
    ] },
    { group: words.groups.goals, list: SDG.all.goals.filter(goal => goal.measurement !== "not_measured").map(goal => goalMeasure(goal)) },
    { group: words.groups.indicators, list: SDG.all.indicators.map((_, item) => indicatorMeasure(item)) }
  ];
}

function indexText(value) {
  if (value === -1) return SDG.words.withheld;
  return value === null || value === undefined ? "–" : decimal(index(value), 4);
}

function goalMeasure(goal) {
  return rateMeasure("goal" + goal.goal, `${goal.goal} ${named(goal)}`, area => (cellOf(area, "goal", goal.goal - 1) || {}).rate);
}

function indicatorMeasure(item) {
  const indicator = SDG.all.indicators[item];
  return rateMeasure(indicator.code, `${indicator.code} ${named(indicator)}`, area => (cellOf(area, "ind", item) || {}).rate);
}

// The measure that the reader chose, or else the first that any of the areas has a figure of.
function measureOf(code, areas) {
  const known = measures().flatMap(each => each.list);
  const isKnown = measure => areas.some(area => { const value = measure.value(area); return value !== null && value >= 0; });
  return known.find(each => each.code === code) || known.find(isKnown) || known[0];
}

function chooser(chosen, choose) {
  const select = make("select", { id: "measure" }, measures().map(each => make("optgroup", { label: each.group }, each.list.map(measure => make("option", { value: measure.code, selected: measure.code === chosen }, measure.name)))));
  select.addEventListener("change", () => choose(select.value));
  return make("p", { class: "choice" }, make("label", { for: "measure" }, SDG.words.measure), select);
}

// The map and the table of the areas inside, which the choice of a level and of a measure draws anew.
function insideSection(area) {
  const groups = inside(area), words = SDG.words;
  if (!groups.length) return null;
  const place = make("div", { class: "inside" });
  let shown = groups[0].level;
  function draw(focus) {
    const group = groups.find(each => each.level === shown);
    const measure = measureOf(SDG.measure, group.areas);
    const picture = areaMap(group.areas, measure, { link: address, ...groundOf(area) });
    const tabs = groups.length < 2 ? null : make("p", { class: "tabs", role: "group", "aria-label": words.sections.inside }, groups.map(each =>
      make("button", { type: "button", "aria-pressed": String(each.level === shown), "data-level": each.level, on: { click: () => { shown = each.level; draw(`[data-level="${shown}"]`); } } }, `${levelWords(each.level, each.areas[0])} (${count(each.areas.length)})`)));
    place.replaceChildren(make("div", { class: "controls" }, tabs, chooser(measure.code, code => { SDG.measure = code; draw("select"); })),
      make("div", { class: picture ? "beside" : "alone" }, picture || note(words.mapNone), insideTable(area, group.areas, measure)));
    if (focus) place.querySelector(focus).focus();
  }
  draw();
  const heading = groups.length === 1 ? `${words.sections.inside}: ${levelWords(groups[0].level, groups[0].areas[0])} (${count(groups[0].areas.length)})` : words.sections.inside;
  return section("inside", heading, place);
}

function insideTable(area, areas, measure) {
  const words = SDG.words;
  const main = measures()[0].list;
  const shown = [measure, ...main.filter(each => each.code !== measure.code && each.code !== "M0")];
  const columns = [{ name: words.name, sorts: true, head: true }, ...shown.map((each, at) => ({ name: each.name, number: true, sorts: true, kind: at === 0 ? "chosen" : "" })), { name: words.head.surveyed, number: true, sorts: true }];
  const rows = areas.map(member => {
    const coverage = coverageOf(member) || {};
    return [
      { value: named(member), text: memberLink(member, area) },
      ...shown.map(each => { const value = each.value(member); return { value: value === null || value < 0 ? null : value, text: each.text(member) }; }),
      { value: coverage.households ?? null, text: count(coverage.households) }
    ];
  });
  return table(columns, rows, { sorted: { place: 1, direction: -1 }, caption: words.sections.inside, kind: "areas", printed: PRINTED.areas });
}
