// Pages that are of no area: topics, KPIs of the UN, the dictionary, the release.
"use strict";

function pageHead(name, ...text) {
  return make("div", { class: "heading" }, make("h1", {}, name), text.filter(Boolean).map(each => make("p", { class: "facts" }, each)));
}

function topicsPage() {
  const words = SDG.words, nation = SDG.areas.get("TH");
  const dimensions = [...new Set(SDG.all.indicators.map(each => each.dimension))];
  return [
    pageHead(words.nav.topics, words.topicsNote), goalsSection(nation),
    ...dimensions.map((dimension, place) => section("dimension-" + place, `${words.dimension}: ${words.dimensions[dimension] || dimension || "–"}`, table(
      [{ name: words.indicator, head: true, sorts: true }, { name: words.failing, number: true, sorts: true }, { name: words.failingRate, number: true, sorts: true }, { name: words.byRound }],
      SDG.all.indicators.map((indicator, item) => ({ indicator, item })).filter(each => each.indicator.dimension === dimension).map(({ indicator, item }) => {
        const cell = cellOf(nation, "ind", item);
        return [{ value: indicator.code, text: [make("span", { class: "code" }, indicator.code), " ", topicLink("indicator", indicator.code, nation, named(indicator))] }, { value: cell ? cell.failing : null, text: cell ? count(cell.failing) : "–" }, { value: cell && cell.rate >= 0 ? cell.rate : null, text: cell ? share(cell.rate) : "–" }, cell ? roundBars(cell.rates) : "–"];
      }), { caption: words.dimensions[dimension] || dimension || "–", kind: "cards" })))
  ];
}

function kpiName(kpi) {
  return (SDG.language === "th" && kpi.th) || kpi.name || "";
}

function kpisPage(kpis) {
  const words = SDG.words.kpi;
  const place = make("div");
  const columns = [{ name: words.code, sorts: true }, { name: words.name, head: true, sorts: true }, { name: words.how }, { name: words.local, number: true, sorts: true }, { name: words.un, number: true, sorts: true }, { name: words.difference, number: true, sorts: true }];
  const row = kpi => {
    const codes = (kpi.indicators || "").split(",").map(each => each.trim()).filter(Boolean);
    const how = [SDG.words.measurement[kpi.measurement] || kpi.measurement, codes.length ? [": ", codes.map((code, at) => [at ? ", " : "", topicLink("indicator", code, null, code)])] : null, kpi.counts && codes.length ? make("small", { class: "below" }, words.counts[kpi.counts] || kpi.counts) : null];
    const un = kpi.un_value === null ? "–" : [decimal(kpi.un_value, Math.abs(kpi.un_value) < 1000 ? 1 : 0), make("small", { class: "below" }, `${kpi.unit === "PT" ? "%" : kpi.unit || ""} · ${kpi.year} · ${kpi.series || ""}`)];
    return [{ value: kpi.code, text: kpi.code }, { value: kpiName(kpi), text: kpi.th && SDG.language === "th" ? kpi.th : make("span", { lang: "en" }, kpi.name || "") }, how, { value: kpi.value, text: kpi.value === null ? "–" : [decimal(kpi.value, 1), make("small", { class: "below" }, `${SDG.words.roundShort} ${kpi.round || ""}`)] }, { value: kpi.un_value, text: un }, { value: kpi.difference, text: signed(kpi.difference) }];
  };
  const box = make("input", { type: "checkbox", id: "local", checked: true });
  const draw = () => place.replaceChildren(table(columns, kpis.filter(each => !box.checked || each.indicators).map(row), { caption: words.title, kind: "cards kpis" }));
  box.addEventListener("change", draw);
  draw();
  return [pageHead(words.title, words.note, words.context, words.language), make("p", { class: "choice" }, box, " ", make("label", { for: "local" }, words.onlyLocal)), place];
}

const THAI = /[\u0e00-\u0e7f]/;

// A description is English, and Thai from the first line that has Thai in it.
function description(text) {
  const lines = (text || "").split("\n");
  const at = lines.findIndex(line => THAI.test(line));
  const english = (at < 0 ? lines : lines.slice(0, at)).join(" ").trim(), thai = at < 0 ? "" : lines.slice(at).join(" ").trim();
  return SDG.language === "th" && thai ? make("span", {}, thai) : make("span", { lang: "en" }, english || thai);
}

// The first sentence of each language; Thai has a blank between sentences.
function beginning(text) {
  return (text || "").split("\n").map(line => (THAI.test(line) ? line.split(" ")[0] : line.split(". ")[0])).join("\n");
}

function dictionaryPage(tables) {
  const words = SDG.words.dictionary;
  return [pageHead(words.title, words.note, tables.every(each => THAI.test(each.text || "")) ? null : words.english),
    ...tables.map(each => make("details", { class: "table", id: "t-" + each.name }, make("summary", {}, make("code", {}, each.name), " ", make("span", { class: "soft" }, description(beginning(each.text)))), make("p", {}, description(each.text)), table(
      [{ name: words.column, head: true }, { name: words.type }, { name: words.text }], each.columns.map(column => [make("code", {}, column.name), make("code", {}, column.type), description(column.text)]), { caption: each.name, kind: "cards" })))];
}

// What the gates found: numbers of rules, the rules that failed or were waived, and why others had nothing to examine.
function gates(verdict) {
  const words = SDG.words.gates;
  const unexamined = verdict.unexamined.reduce((sum, [, number]) => sum + number, 0);
  const warnings = verdict.failed.filter(([, severity]) => severity === "warning").length;
  const noted = [...verdict.failed.map(each => [...each, words.found]), ...verdict.waived.map(each => [...each, words.waivedFor])];
  return [
    make("p", {}, make("span", { class: verdict.passed ? "badge s0" : "badge s3" }, verdict.passed ? words.passed : words.refused)),
    factList([[words.rules, count(verdict.rules)], [words.held, count(verdict.held)], [words.critical, count(verdict.failed.length - warnings)], [words.warnings, count(warnings)], [words.waived, count(verdict.waived.length)], [words.unexamined, count(unexamined)]]),
    noted.length ? table([{ name: words.rule, head: true }, { name: words.result }], noted.map(([name, severity, sentence, text, what]) =>
      [[make("span", { lang: "en" }, sentence), make("small", { class: "below" }, make("code", {}, name))], [words.severity[severity] || severity, make("small", { class: "below" }, `${what}: `, make("span", { lang: "en" }, text))]]), { caption: words.noted, kind: "cards" }) : note(words.noneNoted),
    unexamined ? make("details", {}, make("summary", {}, `${words.unexamined} (${count(unexamined)})`), note(words.unexaminedNote), make("ul", {}, verdict.unexamined.map(([why, number]) => make("li", {}, make("span", { lang: "en" }, why), ` (${count(number)})`)))) : null
  ];
}

// What moved most since the release before. A rate is a fraction of one.
function changed(changes) {
  const words = SDG.words.changed;
  if (!changes.previous_release_id) return note(words.first);
  const rounds = [[words.came, changes.rounds_came], [words.went, changes.rounds_went]].filter(([, names]) => names.length);
  return [
    make("p", {}, `${words.before} `, make("code", {}, changes.previous_release_id)),
    rounds.length ? make("p", {}, rounds.map(([what, names]) => `${SDG.words.round}: ${what} ${names.join(", ")}. `)) : null,
    changes.areas.length ? make("ul", {}, changes.areas.map(each => make("li", {}, `${SDG.words.levels[each.area_level] || each.area_level}: ${[[words.came, each.came], [words.went, each.went], [words.renamed, each.renamed]].filter(([, number]) => number).map(([what, number]) => `${what} ${count(number)}`).join(", ")}`))) : null,
    ...[["national_rates", words.national], ["provincial_rates", words.provincial]].map(([part, heading]) => [make("h3", {}, heading), movedRates(changes[part], heading)])
  ];
}

function movedRates(rates, caption) {
  const words = SDG.words.changed;
  const size = note(fill(words.moved, { compared: count(rates.compared), moved: count(rates.moved), shown: count(rates.largest.length) }));
  if (!rates.largest.length) return size;
  const per = rate => (rate.measure === "adjusted_headcount_ratio" ? decimal(rate.value, 4) : decimal(100 * rate.value, 2) + " %");
  const nameOf = (rate, part) => (SDG.language === "th" ? rate[part + "_th"] || rate[part + "_en"] : rate[part + "_en"] || rate[part + "_th"]);
  return [table([{ name: words.what, head: true }, { name: SDG.words.name }, { name: SDG.words.roundShort, kind: "whole" }, { name: words.was, number: true }, { name: words.now, number: true }, { name: words.change, number: true }], rates.largest.map(rate => [
    rate.indicator_code ? `${rate.indicator_code} ${nameOf(rate, "indicator_name")}` : words.measures[rate.measure] || rate.measure,
    make("a", { href: "#" + rate.area_code }, nameOf(rate, "area_name") || rate.area_code), rate.survey_round, per({ ...rate, value: rate.before }), per({ ...rate, value: rate.now }), signed(rate.change_points, 2)
  ]), { caption, kind: "cards" }), size];
}

function releasePage(sources, verdict, changes) {
  const words = SDG.words.about, release = SDG.all.release;
  const at = release.at ? fill(words.thaiTime, { date: date(inThailand(release.at)), time: inThailand(release.at).slice(11, 16) }) : "–";
  const file = (address, text) => make("a", { href: address }, text);
  const feeds = [...new Set(sources.map(each => each[0]))];
  return [
    pageHead(words.title), make("dl", { class: "tiles few" }, [[words.id, release.id], [words.at, at], [words.code, release.code], [words.rows, count(release.rows)]].map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", { class: "long" }, value)))),
    section("vintages", words.rounds, table([{ name: SDG.words.roundShort, head: true }, { name: words.vintages }, { name: words.framework }], SDG.all.rounds.map(round => {
      const found = (release.vintages || []).find(each => each.round === round.round);
      return [[round.round, make("small", { class: "below" }, fill(SDG.words.surveyed, { first: date(round.first), last: date(round.last) }))], found ? [SDG.words.vintages[found.kind] || found.kind, make("small", { class: "below" }, found.on ? fill(words.declared, { date: date(found.on) }) : release.synthetic ? "" : words.undeclared)] : "–", round.framework];
    }), { caption: words.rounds, kind: "cards" })),
    section("gates", words.gates, verdict ? gates(verdict) : null, make("p", {}, words.gatesNote, " ", file(SDG.language === "th" ? "../quality/index.th.html" : "../quality/index.html", words.gatesLink))),
    section("changes", words.changes, changes ? changed(changes) : null, make("p", {}, file("../changes.md", words.changesLink))),
    section("tables", words.tables, make("p", {}, file("../open/", words.tablesLink), " · ", file("../manifest.json", words.manifest))),
    section("disclosure", words.disclosure, make("p", {}, SDG.words.noise)),
    section("sources", words.sources, feeds.map(feed => {
      const files = sources.filter(each => each[0] === feed);
      return make("details", {}, make("summary", {}, make("code", {}, feed), ` (${fill(words.nFiles, { n: count(files.length) })})`), table([{ name: words.file, head: true }, { name: "SHA-256" }], files.map(each => [make("code", {}, each[1]), make("code", {}, each[2])]), { caption: feed, kind: "cards" }));
    }))
  ];
}
