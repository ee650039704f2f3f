// The page of an indicator or a goal: the area's own figure, the areas inside ranked, their map, kinds of households.
"use strict";

function indicatorPage(code, area) {
  const item = SDG.all.indicators.findIndex(each => each.code === code);
  if (item < 0) return null;
  const words = SDG.words, indicator = SDG.all.indicators[item];
  const links = SDG.all.links.filter(each => each.indicator === code);
  const facts = [
    [words.dimension, words.dimensions[indicator.dimension] || indicator.dimension],
    [words.unit, words.units[indicator.unit] || indicator.unit || "–"],
    [words.weight, decimal(100 * indicator.weight, 2) + " %"],
    [words.sdg, links.length ? links.map((each, place) => [place ? ", " : "", topicLink("goal", each.goal, area, each.target), ` (${words.fits[each.fit] || each.fit})`]) : "–"]
  ];
  const kinds = area.split ? kindsTable(area.split, each => each.f && each.f[item]) : note(words.kindsNone);
  return topicPage({ kind: "indicator", code, item, part: "ind", name: `${indicator.code} ${named(indicator)}`, area, measure: indicatorMeasure(item), facts: factList(facts), more: [section("kinds", words.kindsOf, kinds)] });
}

function goalPage(number, area) {
  const goal = SDG.all.goals.find(each => String(each.goal) === number);
  if (!goal) return null;
  const words = SDG.words, item = goal.goal - 1;
  const codes = [...new Set(SDG.all.links.filter(each => each.goal === goal.goal).map(each => each.indicator))];
  const rows = codes.map(code => SDG.all.indicators.findIndex(each => each.code === code)).filter(at => at >= 0).map(at => {
    const indicator = SDG.all.indicators[at], cell = cellOf(area, "ind", at);
    const targets = SDG.all.links.filter(each => each.indicator === indicator.code && each.goal === goal.goal).map(each => `${each.target} (${words.fits[each.fit] || each.fit})`).join(", ");
    return [[make("span", { class: "code" }, indicator.code), " ", topicLink("indicator", indicator.code, area, named(indicator))], targets, { value: cell ? cell.failing : null, text: cell ? count(cell.failing) : "–" }, { value: cell && cell.rate >= 0 ? cell.rate : null, text: cell ? share(cell.rate) : "–" }];
  });
  const related = rows.length ? table([{ name: words.indicator, head: true }, { name: "SDG" }, { name: words.failing, number: true, sorts: true }, { name: words.failingRate, number: true, sorts: true }], rows, { sorted: { place: 2, direction: -1 }, caption: words.related, kind: "cards" }) : note(words.measurement.none);
  const facts = make("p", {}, words.measurement[goal.measurement] || "");
  return topicPage({ kind: "goal", code: number, item, part: "goal", name: `${words.goal} ${goal.goal}: ${named(goal)}`, area, measure: goalMeasure(goal), facts, more: [section("related", words.related, related)], isMeasured: goal.measurement !== "not_measured" });
}

function topicPage({ kind, code, item, part, name, area, measure, facts, more, isMeasured = true }) {
  const words = SDG.words, cell = cellOf(area, part, item), parent = comparedWith(area);
  const above = parent ? cellOf(parent, part, item) : null;
  const tiles = [
    [words.failing, cell && cell.failing !== null ? count(cell.failing) : cell ? words.withheld : words.noFigures, cell && cell.applicable !== null ? fill(words.of, { n: fill(words.nHouseholds, { n: count(cell.applicable) }) }) : ""],
    [words.failingRate, cell ? share(cell.rate) : "–", parent && above ? [topicLink(kind, code, parent, title(parent)), ` ${share(above.rates[area.r])}`] : ""],
    part === "goal" && cell && cell.score !== null ? [words.score, decimal(cell.score / 10, 1), words.scoreScale] : null,
    part === "ind" ? pathTile(area, item) : null,
    rankText(area, each => measure.value(each)) ? [words.rankTable, rankText(area, each => measure.value(each)), fill(words.rankMost, { peers: peersText(area) })] : null
  ].filter(Boolean);
  const rounds = cell ? table([{ name: words.roundShort, head: true }, { name: words.failingRate, number: true }, parent ? { name: title(parent), number: true } : null].filter(Boolean),
    SDG.all.rounds.map((round, place) => [round.round, share(cell.rates[place]), parent ? share(above ? above.rates[place] : null) : null].filter(each => each !== null)), { caption: words.byRound }) : null;
  return [
    crumbs(area, name),
    make("div", { class: "heading" }, make("h1", {}, name), make("p", { class: "facts" }, `${title(area)} · ${words.roundShort} ${SDG.all.rounds[area.r].round}`)),
    make("dl", { class: "tiles few" }, tiles.map(([what, value, text]) => make("div", {}, make("dt", {}, what), make("dd", {}, make("b", {}, value), make("span", {}, text))))),
    facts, rounds ? section("rounds", words.byRound, rounds) : null,
    ...(isMeasured ? rankings({ kind, code, item, part, area, measure }) : []), ...more, isMeasured ? note(words.noise) : null
  ].filter(Boolean);
}

// Whether the area is on its way to 2030 by the indicator; null at a level without paths.
function pathTile(area, item) {
  const words = SDG.words, found = (area.path || []).find(each => each[0] === item);
  if (!found) return null;
  const [, status, , actual, required] = found;
  const points = value => (value === null ? "–" : signed(value / 100, 2));
  return [words.sections.path, words.pathStatus[SDG.all.statuses[status]] || "–", fill(words.pathPoints, { actual: points(actual), required: points(required) })];
}

// The areas inside by the measure: a map and a ranked table for each level.
function rankings({ kind, code, item, part, area, measure }) {
  const words = SDG.words;
  return inside(area).filter(group => group.level !== "region").map(group => {
    const link = each => `#${kind}=${encodeURIComponent(code)}@${each.c}`;
    const ordered = group.areas.map(each => ({ each, cell: cellOf(each, part, item), rank: rankOf(each, group.areas, measure.value) }));
    const columns = [{ name: words.rankTable, number: true, sorts: true }, { name: words.name, sorts: true, head: true }, { name: words.failingRate, number: true, sorts: true }, { name: words.failing, number: true, sorts: true }, { name: words.before, number: true, sorts: true }, part === "goal" ? { name: words.score, number: true, sorts: true } : null].filter(Boolean);
    const rows = ordered.map(({ each, cell, rank }) => {
      const before = cell && each.r > 0 ? cell.rates[each.r - 1] : null;
      return [
        { value: rank ? -rank.rank : null, text: rank ? String(rank.rank) : "–" }, { value: named(each), text: memberLink(each, area, link(each)) },
        { value: cell && cell.rate >= 0 ? cell.rate : null, text: cell ? [share(cell.rate), cell.rate !== -1 && cell.few ? " *" : null] : "–" },
        { value: cell ? cell.failing : null, text: cell ? count(cell.failing) : "–" },
        { value: before !== null && before >= 0 ? before : null, text: share(before === -1 ? null : before) },
        part === "goal" ? { value: cell ? cell.score : null, text: cell && cell.score !== null ? decimal(cell.score / 10, 1) : "–" } : null
      ].filter(cellOfRow => cellOfRow !== null);
    });
    const picture = areaMap(group.areas, measure, { link, ...groundOf(area) });
    return section("ranked-" + group.level, `${levelWords(group.level, group.areas[0])} (${count(group.areas.length)})`, make("div", { class: picture ? "beside" : "alone" }, picture || note(words.mapNone), table(columns, rows, { sorted: { place: 0, direction: -1 }, caption: words.rankTable, kind: "areas", printed: PRINTED.areas })));
  });
}
