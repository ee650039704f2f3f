// The page of an area: headline, areas inside, goals, indicators, poverty, coverage, cases, path, pledges, practices.
"use strict";

function areaPage(area) {
  const parent = comparedWith(area);
  const first = [insideSection(area), goalsSection(area), indicatorsSection(area, parent)].filter(Boolean);
  const second = [
    povertySection(area),
    coverageSection(area),
    casesSection(area),
    pathSection(area),
    pledgesSection(area),
    networkSection(area)
  ].filter(Boolean);
  return [crumbs(area), areaHead(area), headline(area), jumps([...first, ...second]), ...first, make("div", { class: "second" }, second), note(SDG.words.noise), SDG.all.sample ? note(SDG.words.sample) : null];
}

function crumbs(area, last = null) {
  const line = [];
  for (let each = area; each; each = parentOf(each)) line.unshift(each);
  return make("nav", { class: "crumbs", "aria-label": SDG.words.nav.area }, make("ol", {}, line.map((each, place) =>
    make("li", {}, place === line.length - 1 && !last ? make("span", { "aria-current": "page" }, title(each)) : areaLink(each))), last ? make("li", {}, make("span", { "aria-current": "page" }, last)) : null));
}

function areaHead(area) {
  const words = SDG.words, round = SDG.all.rounds[area.r];
  const vintage = (SDG.all.release.vintages || []).find(each => each.round === round.round);
  const facts = [
    level(area) === "nation" ? null : `${levelWord(level(area), area)} · ${words.code} ${area.c}`,
    `${words.round} ${round.round}${vintage ? ` (${[words.vintages[vintage.kind] || vintage.kind, vintage.on ? date(vintage.on) : null].filter(Boolean).join(" ")})` : ""}`,
    fill(words.surveyed, { first: date(round.first), last: date(round.last) }),
    area.pilot ? words.pilot : null
  ].filter(Boolean);
  const other = SDG.language === "th" ? area.en : area.th;
  return make("div", { class: "heading" }, make("h1", {}, title(area), other && other !== named(area) ? " " : null, other && other !== named(area) ? make("span", { class: "other", lang: SDG.language === "th" ? "en" : "th" }, other) : null), make("p", { class: "facts" }, facts.join(" · ")));
}

function headline(area) {
  const words = SDG.words, poverty = povertyOf(area), coverage = coverageOf(area) || {};
  const before = area.r > 0 ? povertyOf(area, area.r - 1) : null;
  const beforeCoverage = area.r > 0 ? coverageOf(area, area.r - 1) : null;
  const figure = value => (poverty && poverty.withheld ? words.withheld : value);
  const isShown = poverty && !poverty.withheld, wasShown = before && !before.withheld;
  const change = (part, shownAs, digits) => (isShown && wasShown && (poverty[part] ?? -1) >= 0 && (before[part] ?? -1) >= 0 ? changeOf(shownAs(poverty[part]) - shownAs(before[part]), digits) : null);
  const tiles = [
    [words.head.surveyed, count(coverage.households), words.headNote.surveyed, null],
    [words.head.coverage, share(coverage.rate), fill(words.headNote.coverage, { n: count(coverage.residential) }), beforeCoverage && coverage.rate !== null && beforeCoverage.rate !== null ? changeOf(perCent(coverage.rate) - perCent(beforeCoverage.rate), 1, true) : null],
    [words.head.poor, figure(count(isShown ? poverty.poor : null)), isShown ? fill(words.headNote.poor, { n: count(poverty.people) }) : "", null],
    [words.head.H, figure(share(isShown ? poverty.H : null)), words.headNote.H, change("H", perCent, 1)],
    [words.head.A, figure(share(isShown ? poverty.A : null)), words.headNote.A, change("A", perCent, 1)],
    [words.head.M0, figure(indexText(isShown ? poverty.M0 : null)), words.headNote.M0, change("M0", index, 4)]
  ];
  return make("dl", { class: "tiles", id: "headline" }, tiles.map(([name, value, text, changed]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, make("b", {}, value), make("span", {}, text), changed))));
}

// A change with its direction; more is better of coverage, and worse of all else.
function changeOf(value, digits, isBetterUp = false) {
  const rounded = Number(value.toFixed(digits));
  const kind = rounded === 0 ? "still" : rounded > 0 === isBetterUp ? "better" : "worse";
  return make("span", { class: "change " + kind }, `${rounded > 0 ? "▲" : rounded < 0 ? "▼" : "="} ${signed(rounded, digits)} `, make("small", {}, SDG.words.change));
}

function jumps(sections) {
  return make("nav", { class: "jumps", "aria-label": SDG.words.onThisPage }, sections.map(each => {
    const heading = each.querySelector("h2");
    return make("button", { type: "button", on: { click: () => { each.scrollIntoView(); heading.tabIndex = -1; heading.focus({ preventScroll: true }); } } }, heading.textContent.split(":")[0]);
  }));
}

function peersText(area) {
  const parent = parentOf(area), name = levelWords(level(area), area).toLowerCase();
  return level(area) === "province" || !parent ? fill(SDG.words.peers.all, { level: name }) : fill(SDG.words.peers.within, { level: name, parent: title(parent) });
}

function rankText(area, value) {
  const found = rankOf(area, peersOf(area), value);
  return found ? fill(SDG.words.rank, found) : "";
}

function goalsSection(area) {
  const words = SDG.words;
  const tiles = SDG.all.goals.map((goal, item) => {
    const cell = cellOf(area, "goal", item);
    const rate = each => (cellOf(each, "goal", item) || {}).rate;
    const isMeasured = cell && cell.failing !== null;
    const was = isMeasured && area.r > 0 ? cell.rates[area.r - 1] ?? -1 : -1;
    const why = isMeasured ? null : cell ? words.withheld : words.measurement.not_measured;
    return make("li", { class: isMeasured ? null : "empty", style: `--goal:var(--g${goal.goal})` }, topicLink("goal", goal.goal, area, [make("span", { class: "goal" }, String(goal.goal)), make("span", { class: "of" }, named(goal))]),
      isMeasured ? [make("b", {}, count(cell.failing)), make("span", { class: "rate" }, `${words.failing} (${share(cell.rate).replace(" %", "\u00a0%")})`), was >= 0 && cell.rate >= 0 ? changeOf(perCent(cell.rate) - perCent(was), 1) : null, make("span", { class: "place" }, rankText(area, rate)),
        make("small", {}, [cell.score === null ? null : `${words.score} ${decimal(cell.score / 10, 1)}`, ["measured", "proxy"].includes(goal.measurement) ? words.measurement[goal.measurement] : null, cell.few ? "*" : null].filter(Boolean).join(" · "))] : make("span", { class: "rate" }, why));
  });
  const isRanked = peersOf(area).length > 1, worst = worstGoals(area);
  return section("goals", words.sections.goals, worst ? note(fill(words.worstGoals, { goals: worst })) : null, make("ol", { class: "goals" }, tiles), isRanked ? note(fill(words.rankMost, { peers: peersText(area) })) : null);
}

// The three goals with the highest share of failing households, in words.
function worstGoals(area) {
  return SDG.all.goals.map((goal, item) => ({ goal, cell: cellOf(area, "goal", item) })).filter(({ cell }) => cell && cell.rate > 0)
    .sort((one, other) => other.cell.rate - one.cell.rate).slice(0, 3).map(({ goal, cell }) => `${goal.goal} ${named(goal)} (${share(cell.rate)})`).join(" · ");
}

function indicatorsSection(area, parent) {
  const words = SDG.words;
  const columns = [
    { name: words.indicator, sorts: true, head: true },
    { name: words.failing, number: true, sorts: true },
    { name: words.failingRate, number: true, sorts: true },
    { name: words.byRound, kind: "rounds" },
    parent ? { name: fill(words.against, { parent: title(parent) }), number: true, sorts: true } : null
  ].filter(Boolean);
  let isFew = false;
  const rows = SDG.all.indicators.map((indicator, item) => ({ indicator, item, cell: cellOf(area, "ind", item) })).filter(each => each.cell).map(({ indicator, item, cell }) => {
    const above = parent ? cellOf(parent, "ind", item) : null;
    const aboveNow = above ? above.rates[area.r] : null;
    const differs = cell.rate >= 0 && cell.rate !== null && aboveNow !== null && aboveNow >= 0 ? perCent(cell.rate) - perCent(aboveNow) : null;
    isFew = isFew || cell.few;
    const size = cell.applicable === null ? null : make("small", {}, ` ${fill(words.of, { n: count(cell.applicable) })}`);
    return [
      { value: indicator.code, text: [make("span", { class: "code" }, indicator.code), " ", topicLink("indicator", indicator.code, area, named(indicator))] },
      { value: cell.failing, text: cell.rate === -1 ? make("span", { title: words.withheldWhy }, words.withheld) : [count(cell.failing), size] },
      { value: cell.rate === -1 ? null : cell.rate, text: cell.rate === -1 ? "–" : [share(cell.rate), cell.few ? make("abbr", { title: fill(words.few, { n: SDG.all.few }) }, " *") : null] },
      roundBars(cell.rates, above ? above.rates : null, parent),
      parent ? { value: differs, text: differs === null ? "–" : make("span", { class: differs > 0 ? "worse" : differs < 0 ? "better" : "" }, signed(differs)) } : null
    ].filter(each => each !== null);
  });
  if (!rows.length) return section("indicators", words.sections.indicators, note(words.noFigures));
  return section("indicators", words.sections.indicators, note(parent ? fill(words.barsNote, { parent: title(parent) }) : words.barsAlone),
    table(columns, rows, { sorted: { place: 1, direction: -1 }, caption: words.sections.indicators, kind: "indicators cards" }), isFew ? note("* ", fill(words.few, { n: SDG.all.few })) : null);
}

function povertySection(area) {
  const words = SDG.words;
  const rounds = SDG.all.rounds.map((round, place) => ({ round, found: povertyOf(area, place) })).filter(each => each.found);
  const columns = [{ name: words.roundShort, head: true }, { name: words.head.poor, number: true }, { name: words.head.H, number: true }, { name: words.head.A, number: true }, { name: words.head.M0, number: true }];
  const rows = rounds.map(({ round, found }) => found.withheld ? [round.round, words.withheld, "–", "–", "–"]
    : [round.round, [count(found.poor), make("small", {}, ` ${fill(words.of, { n: count(found.people) })}`)], share(found.H), share(found.A), indexText(found.M0)]);
  const why = (area.why || []).filter(([, part]) => part > 0);
  const bars = (most, all) => [make("ol", { class: "shares" }, most.map(([item, part], at) => make("li", { class: at >= PRINTED.few ? "unprinted" : null }, topicLink("indicator", SDG.all.indicators[item].code, area, named(SDG.all.indicators[item])), shareBar(part, why[0][1], share(part))))), leftOut(all, PRINTED.few)];
  return section("poverty", words.sections.poverty, rows.length ? table(columns, rows, { caption: words.sections.poverty }) : note(words.noFigures),
    make("h3", {}, words.why), why.length ? [note(words.whyNote), shortened(why, 10, bars)] : note(words.whyNone),
    area.kinds && area.kinds.some(each => each.f) ? [make("h3", {}, words.kinds), kindsTable(area.kinds, each => each.f)] : null);
}

const ORDER = { size_class: ["1", "2", "3-4", "5+"], settlement: ["municipal", "rural", "unknown"], head_sex: ["female", "male", "unknown"], head_age_class: ["0-29", "30-44", "45-59", "60-74", "75+", "unknown"] };

// Kinds of households, each with [failing or poor, of, rate], [-1] where withheld.
function kindsTable(kinds, figures) {
  const words = SDG.words;
  const known = kinds.map(each => ({ ...each, now: figures(each) })).filter(each => each.now);
  const place = each => (ORDER[each.by] || []).indexOf(each.is);
  const groups = Object.keys(ORDER).filter(by => known.some(each => each.by === by));
  const most = Math.max(1, ...known.map(each => each.now[2] || 0));
  return make("div", { class: "kinds" }, groups.map(by => make("div", {}, make("h4", {}, words.by[by] || by), make("ul", { class: "shares" }, known.filter(each => each.by === by).sort((one, other) => place(one) - place(other)).map(each =>
    make("li", {}, make("span", {}, words.categories[each.is] || each.is), each.now[0] === -1 || each.now[2] === null || each.now[2] === undefined ? make("span", { class: "soft" }, words.withheld) : shareBar(each.now[2], most, `${share(each.now[2])} (${count(each.now[0])})`)))))));
}

function coverageSection(area) {
  const words = SDG.words, now = coverageOf(area);
  if (!now) return null;
  const content = [];
  if (now.surveyed === null) content.push(note(words.withheldWhy));
  else content.push(parts([{ name: words.covered, value: now.surveyed, kind: "done" }, { name: words.notCovered, value: now.notSurveyed - now.never, kind: "left" }, { name: words.never, value: now.never, kind: "never" }], { whole: now.residential }));
  const rounds = (area.cov || []).map((_, place) => {
    const cell = coverageOf(area, place);
    return cell && [SDG.all.rounds[place].round, count(cell.residential), count(cell.surveyed), share(cell.rate), share(cell.municipal), share(cell.rural)];
  }).filter(Boolean);
  content.push(table([{ name: words.roundShort, head: true }, { name: words.residential, number: true }, { name: words.covered, number: true }, { name: words.coverageRate, number: true }, { name: words.municipalRate, number: true }, { name: words.ruralRate, number: true }], rounds, { caption: words.sections.coverage }));
  const within = (inside(area)[0] || { areas: [] }).areas.map(each => ({ each, found: coverageOf(each) })).filter(({ found }) => found && found.residential > 0 && found.rate !== null);
  const none = within.filter(({ found }) => found.surveyed === 0).sort((one, other) => other.found.residential - one.found.residential);
  if (none.length) content.push(make("h3", {}, `${words.noSurvey} (${count(none.length)})`), areaList(none.slice(0, 10).map(({ each, found }) => [each, fill(words.nHouses, { n: count(found.residential) })])));
  const lowest = within.filter(({ found }) => found.surveyed > 0).sort((one, other) => one.found.rate - other.found.rate).slice(0, 5);
  if (lowest.length > 1) content.push(make("h3", {}, words.lowest), areaList(lowest.map(({ each, found }) => [each, share(found.rate)])));
  if (level(area) === "nation" && SDG.all.gaps.length) content.push(make("h3", {}, words.gaps), areaList(SDG.all.gaps.map(gap => [{ c: gap.area_code, l: SDG.all.levels.indexOf(gap.area_level), th: gap.name_th, en: gap.name_en, province: gap.province_code }, fill(words.nHouses, { n: count(gap.houses) })])));
  return section("coverage", words.sections.coverage, content);
}

function areaList(entries, kind = "ul") {
  return make(kind, { class: "list" }, entries.map(([area, text]) => {
    const province = area.province ? SDG.areas.get(area.province) : null;
    return make("li", {}, areaLink(area), province ? ` (${title(province)})` : null, " ", make("span", { class: "amount" }, text));
  }));
}

function casesSection(area) {
  const words = SDG.words.cases;
  if (!area.case) return section("cases", SDG.words.sections.cases, note(words.none));
  const [found, notStarted, inProgress, referred, self, solved, open, reopened, over90, over180, first, solution, round, asOf, solvedRate] = area.case;
  const days = value => (value === null ? "–" : fill(SDG.words.nDays, { n: count(value) }));
  const facts = [[words.found, count(found)], [words.open, count(open)], [words.solved, solvedRate === null ? count(solved) : `${count(solved)} (${share(solvedRate)})`], [words.over90, count(over90)], [words.over180, count(over180)], [words.reopened, count(reopened)], [words.first, days(first)], [words.solution, days(solution)]];
  const states = [{ name: words.solved, value: solved, kind: "done" }, { name: words.inProgress, value: inProgress, kind: "work" }, { name: words.referred, value: referred, kind: "refer" }, { name: words.self, value: self, kind: "self" }, { name: words.notStarted, value: notStarted, kind: "never" }];
  return section("cases", SDG.words.sections.cases, note(`${SDG.words.roundShort} ${SDG.all.rounds[round].round} · ${fill(words.asOf, { date: date(String(asOf)) })} · ${words.noise}`),
    parts(states, { areOfOne: false }), factList(facts), agencies(area), priorities(area));
}

function factList(facts) {
  return make("dl", { class: "figures" }, facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

function agencies(area) {
  if (!area.agency) return null;
  const words = SDG.words.cases;
  const rows = area.agency.map(([agency, found, open, over90, over180, solved, days]) => [{ value: agency, text: Object.hasOwn(words.agencies, agency) ? words.agencies[agency] : agency }, ...[found, open, over90, over180, solved, days].map(value => ({ value, text: value === null ? "–" : count(value) }))]);
  const columns = [words.found, words.open, words.over90, words.over180, words.solved, words.solution].map(name => ({ name, number: true, sorts: true }));
  return [make("h3", {}, words.byAgency), table([{ name: words.agency, head: true, sorts: true }, ...columns], rows, { caption: words.byAgency, printed: PRINTED.few }), note(words.agencyNote)];
}

function priorities(area) {
  if (!area.prio) return null;
  const words = SDG.words, [[, rank, among], ...indicators] = area.prio;
  const within = (inside(area)[0] || { areas: [] }).areas.filter(each => each.prio && each.prio[0][1] !== null).sort((one, other) => one.prio[0][1] - other.prio[0][1]).slice(0, 5);
  return [
    make("h3", {}, words.priority),
    rank !== null && among > 1 ? make("p", {}, fill(words.priorityRank, { rank: count(rank), among: count(among), level: levelWords(level(area), area).toLowerCase() })) : null,
    indicators.length ? [make("h4", {}, words.priorityNote), table([{ name: words.indicator, head: true }, { name: words.cases.open, number: true }, { name: words.cases.over180, number: true }],
      indicators.map(([item, open, late]) => [topicLink("indicator", SDG.all.indicators[item].code, area, named(SDG.all.indicators[item])), count(open), count(late)]), { caption: words.priorityNote, printed: PRINTED.few })] : null,
    within.length > 1 ? [make("h4", {}, words.mostUrgent), areaList(within.map(each => [each, whyUrgent(each)]), "ol")] : null
  ];
}

// Why an area is urgent: its open cases, and its most urgent indicator with the open cases of that.
function whyUrgent(area) {
  const words = SDG.words, [, first] = area.prio;
  const most = first ? ` · ${fill(words.mostUrgentOf, { indicator: named(SDG.all.indicators[first[0]]), n: count(first[1]) })}` : "";
  return fill(words.openCases, { n: count((area.case || [])[6]) }) + most;
}

function pathSection(area) {
  const words = SDG.words;
  if (!area.path) return section("path", words.sections.path, note(SDG.all.rounds.length < 2 || ["subdistrict", "local_administration"].includes(level(area)) ? words.pathNone : words.withheldWhy));
  const counts = SDG.all.statuses.map((status, place) => [words.pathStatus[status], area.path.filter(each => each[1] === place).length]).filter(([, number]) => number);
  const build = (paths, all) => table([{ name: words.indicator, head: true, sorts: true }, { name: words.status }, { name: words.toHelp, number: true, sorts: true }, { name: words.actual, number: true, sorts: true }, { name: words.required, number: true, sorts: true }],
    paths.map(([item, status, help, actual, required]) => [
      { value: SDG.all.indicators[item].code, text: topicLink("indicator", SDG.all.indicators[item].code, area, named(SDG.all.indicators[item])) },
      make("span", { class: "badge s" + status }, words.pathStatus[SDG.all.statuses[status]] || ""),
      { value: help, text: count(help) }, { value: actual, text: actual === null ? "–" : signed(actual / 100, 2) }, { value: required, text: required === null ? "–" : signed(required / 100, 2) }
    ]), { caption: words.sections.path, kind: "cards", printed: PRINTED.few, all });
  return section("path", words.sections.path, note(words.pathNote), make("p", { class: "counts" }, counts.map(([name, number]) => make("span", {}, make("b", {}, String(number)), ` ${name}`))), shortened(area.path, 8, build));
}

function pledgesSection(area) {
  const words = SDG.words.pledge;
  if (level(area) !== "province") return null;
  if (!area.pledge) return section("pledges", SDG.words.sections.pledges, note(words.none));
  const value = (pledge, number) => (number === null ? "–" : pledge.goal ? decimal(number, 1) : decimal(100 * number, 1) + " %");
  const percent = number => (number === null ? "–" : decimal(100 * number, 0) + " %");
  const what = pledge => {
    const item = SDG.all.indicators.findIndex(each => each.code === pledge.indicator);
    if (item >= 0) return topicLink("indicator", pledge.indicator, area, named(SDG.all.indicators[item]));
    const goal = SDG.all.goals.find(each => each.goal === pledge.goal);
    return goal ? topicLink("goal", goal.goal, area, `${SDG.words.goal} ${goal.goal} ${named(goal)} (${SDG.words.score})`) : "";
  };
  return section("pledges", SDG.words.sections.pledges, table([{ name: words.title, head: true }, { name: SDG.words.status }, { name: words.from, number: true }, { name: words.now, number: true }, { name: words.to, number: true }, { name: words.done, number: true }, { name: words.expected, number: true }, { name: words.due }],
    area.pledge.map(each => [[each.title, make("small", { class: "below" }, what(each))], make("span", { class: "badge p" + each.status.replace(/ /g, "-") }, SDG.words.pledgeStatus[each.status] || each.status), value(each, each.from), value(each, each.now), value(each, each.to), percent(each.done), percent(each.expected), date(each.due)]), { caption: SDG.words.sections.pledges, kind: "cards", printed: PRINTED.few }));
}

function networkSection(area) {
  const words = SDG.words, content = [];
  if (area.net) {
    const [status, teams, within, groups, members, agents] = area.net;
    content.push(make("h3", {}, words.network.title), make("p", {}, [words.network.none, words.network.inside, words.network.own][status]),
      factList([[words.network.teams, count(within)], [words.network.groups, count(groups)], [words.network.members, count(members)], [words.network.per1000, agents === null ? "–" : decimal(agents / 100, 2)]]));
  }
  content.push(make("h3", {}, words.practice.title), area.prac ? practices(area) : note(words.practice.none));
  return section("network", words.sections.network, content);
}

function practices(area) {
  const words = SDG.words;
  const points = value => (value === null ? "–" : signed(100 * value, 1));
  const percent = value => (value === null ? "–" : decimal(100 * value, 1) + " %");
  return [table([{ name: words.practice.title, head: true }, { name: words.status }, { name: words.practice.change, number: true }, { name: words.practice.effect, number: true }],
    area.prac.map(each => {
      const item = SDG.all.indicators.findIndex(one => one.code === each.indicator);
      const about = item >= 0 ? topicLink("indicator", each.indicator, area, named(SDG.all.indicators[item])) : each.goal ? topicLink("goal", each.goal, area, `${words.goal} ${each.goal}`) : each.target ? `SDG ${each.target}` : "";
      return [[each.title || words.practice.candidate, make("small", { class: "below" }, about)], words.practiceStatus[each.status] || each.status, `${percent(each.from)} → ${percent(each.now)}`, [points(each.effect), each.among === null ? null : make("small", { class: "below" }, fill(words.practice.among, { n: count(each.among) }))]];
    }), { caption: words.practice.title, kind: "cards", printed: PRINTED.few }), note(words.practice.note)];
}
