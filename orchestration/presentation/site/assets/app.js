// The frame of every page: the address decides what is shown; search, menu, language, print.
"use strict";
const PAGES = {
  topics: () => topicsPage(),
  kpis: async () => kpisPage(await SDG.need("kpis")),
  dictionary: async () => dictionaryPage(await SDG.need("dictionary")),
  release: async () => releasePage(await SDG.need("sources"), ...await Promise.all(BESIDE.map(name => SDG.need(name).catch(() => null))))
};

SDG.measure = null;
SDG.start = function start() {
  SDG.language = chosenLanguage();
  // The place on the page, for the way back.
  addEventListener("click", event => { if (event.target.closest("a[href^='#']")) history.replaceState({ y: scrollY }, ""); }, true);
  addEventListener("hashchange", () => SDG.show(true));
  SDG.show(false);
};

SDG.fail = function fail(text) {
  const main = document.getElementById("main");
  main.replaceChildren(make("p", { class: "problem", role: "alert" }, text), make("p", {}, make("button", { type: "button", on: { click: () => location.reload() } }, SDG.words.reload), " ", make("a", { href: "#TH" }, SDG.words.toNation)));
};

// The language of the address, or the one chosen before; Thai without either.
function chosenLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked in WORDS) return asked;
  try { const kept = localStorage.getItem("sdg-language"); return kept in WORDS ? kept : "th"; } catch { return "th"; }
}

function switchLanguage() {
  SDG.language = SDG.language === "th" ? "en" : "th";
  try { localStorage.setItem("sdg-language", SDG.language); } catch { /* A browser may keep nothing. */ }
  const here = new URL(location.href);
  if (here.searchParams.has("lang")) { here.searchParams.set("lang", SDG.language); history.replaceState(null, "", here); }
  SDG.show(false);
  document.getElementById("language").focus();
}

function parsed() {
  let text = location.hash.slice(1) || "TH";
  try { text = decodeURIComponent(text); } catch { /* Not an address of this site: no area has the code. */ }
  const topic = /^(indicator|goal)=([^@]+)(?:@(.+))?$/.exec(text);
  if (topic) return { kind: topic[1], code: topic[2], area: topic[3] || "TH" };
  return text in PAGES ? { kind: text } : { kind: "area", area: text };
}

let shows = 0;
SDG.show = async function show(isMoved) {
  const mine = (shows += 1), main = document.getElementById("main");
  const asked = parsed();
  document.documentElement.lang = SDG.language;
  frame(asked);
  try {
    if (asked.area && !SDG.areas.has(asked.area)) await findArea(asked.area, main);
    else if (asked.area) await completeArea(asked.area, main);
    const content = await contentOf(asked);
    if (mine !== shows) return;
    main.replaceChildren(...content.filter(Boolean));
    const heading = main.querySelector("h1");
    document.title = `${heading ? heading.firstChild.textContent : ""} · ${SDG.words.short}`;
    main.dataset.shown = location.hash.slice(1) || "TH";
    if (isMoved) { scrollTo(0, (history.state || {}).y || 0); main.focus({ preventScroll: true }); }
  } catch (fault) {
    if (mine === shows) SDG.fail(SDG.words.failed);
  }
};

// The page needs the areas inside a province too, which are in its own file.
async function completeArea(code, main) {
  const area = SDG.areas.get(code), province = provinceOf(area);
  const file = province ? "province-" + province : "kinds";
  if ((province || parsed().kind === "indicator") && SDG.all.files.includes(file)) await needed(file, main);
}

async function findArea(code, main) {
  const file = fileOf(code);
  if (file && SDG.all.files.includes(file)) await needed(file, main);
  // The province of a local administration is in its code as a rule; where it is not, the list of names has it.
  if (SDG.areas.has(code) || !/^\d{7}$/.test(code)) return;
  const entry = (await needed("search", main)).find(each => each[0] === code);
  if (entry) await needed("province-" + entry[4], main);
}

function needed(name, main) {
  if (!SDG.files[name] && !main.childElementCount) main.replaceChildren(make("p", { class: "note" }, SDG.words.loading));
  return SDG.need(name);
}

async function contentOf(asked) {
  const words = SDG.words;
  if (!asked.area) return PAGES[asked.kind]();
  const area = SDG.areas.get(asked.area);
  const lost = text => [make("h1", {}, text), make("p", {}, make("a", { href: "#TH" }, words.toNation))];
  if (!area) return lost(fill(words.unknown, { code: asked.area }));
  if (asked.kind === "area") return areaPage(area);
  return (asked.kind === "indicator" ? indicatorPage : goalPage)(asked.code, area) || lost(words.unknownTopic);
}

// The address names an area, so that the link to the content may not change it.
function skip(event) {
  event.preventDefault();
  const main = document.getElementById("main");
  main.scrollIntoView();
  main.focus({ preventScroll: true });
}

function frame(asked) {
  const words = SDG.words, release = SDG.all.release;
  const current = name => (asked.kind === name || (name === "area" && asked.kind === "area") || (name === "topics" && ["indicator", "goal"].includes(asked.kind)) ? "page" : null);
  const links = Object.entries(words.nav).map(([name, text]) => make("a", { href: name === "area" ? "#TH" : "#" + name, "aria-current": current(name) }, text));
  document.getElementById("top").replaceChildren(
    make("a", { class: "skip", href: location.hash || "#TH", on: { click: skip } }, words.skip),
    make("header", {}, make("a", { class: "product", href: "#TH" }, words.product), searchBox(),
      make("span", { class: "tools" }, make("button", { type: "button", id: "language", lang: SDG.language === "th" ? "en" : "th", on: { click: switchLanguage } }, words.other), make("button", { type: "button", class: "print", on: { click: () => print() } }, words.print))),
    make("nav", { class: "pages", "aria-label": words.menu }, links),
    release.synthetic ? make("p", { class: "synthetic" }, words.synthetic) : "");
  document.getElementById("foot").replaceChildren(
    `${words.about.id} `, make("code", {}, release.id), ` · ${date(inThailand(release.at))}`, release.synthetic ? ` · ${words.synthetic}` : "");
}

// Areas, indicators and goals by code and by names in both scripts: what begins with the words comes first.
function searchBox() {
  const words = SDG.words;
  const list = make("ul", { id: "found", class: "found", role: "listbox", "aria-label": words.search });
  const field = make("input", { type: "search", id: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list", autocomplete: "off", placeholder: words.search, "aria-label": words.search });
  const close = () => { list.replaceChildren(); field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  let active = -1;
  const mark = place => {
    const options = [...list.querySelectorAll("[role=option]")];
    active = options.length ? (place + options.length) % options.length : -1;
    options.forEach((each, at) => each.setAttribute("aria-selected", String(at === active)));
    if (active >= 0) { field.setAttribute("aria-activedescendant", options[active].id); options[active].scrollIntoView({ block: "nearest" }); }
  };
  field.addEventListener("focus", () => SDG.need("search").catch(() => SDG.fail(SDG.words.failed)));
  field.addEventListener("input", async () => {
    const entries = await SDG.need("search").catch(() => []);
    const found = searched(entries, field.value);
    list.replaceChildren(...found.map((entry, at) => option(entry, at, close)));
    active = -1;
    field.setAttribute("aria-expanded", String(found.length > 0));
    document.getElementById("status").textContent = field.value.trim() ? (found.length ? fill(words.found, { n: found.length }) : words.noneFound) : "";
    if (!found.length && field.value.trim()) list.replaceChildren(make("li", { class: "soft" }, words.noneFound));
  });
  field.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(active + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Escape") close();
    else if (event.key === "Enter") { const chosen = list.querySelectorAll("[role=option] a")[Math.max(active, 0)]; if (chosen) { location.hash = chosen.hash; close(); field.value = ""; } }
  });
  list.addEventListener("pointerdown", event => event.preventDefault());
  field.addEventListener("blur", close);
  return make("div", { class: "search", role: "search" }, field, list);
}

function option(entry, at, close) {
  const link = entry.kind ? topicOption(entry) : areaOption(entry);
  link.tabIndex = -1;
  link.addEventListener("click", close);
  return make("li", { role: "option", id: "found-" + at, "aria-selected": "false" }, link);
}

function areaOption({ code, place, th, en, province }) {
  const where = province && province !== code ? SDG.areas.get(province) : null;
  return make("a", { href: "#" + code }, title({ c: code, l: place, th, en }), " ", make("small", {}, [SDG.language === "th" ? en : th, where ? title(where) : null, code].filter(Boolean).join(" · ")));
}

// An indicator or a goal leads to its page of the area that is shown.
function topicOption(entry) {
  const area = SDG.areas.get(parsed().area), isInside = area && area.c !== "TH";
  return topicLink(entry.kind, entry.code, area, [named(entry), " ", make("small", {}, [SDG.language === "th" ? entry.en : entry.th, `${SDG.words[entry.kind]} ${entry.code}`, isInside ? fill(SDG.words.inArea, { area: title(area) }) : null].filter(Boolean).join(" · "))]);
}

const MOST_FOUND = 12, TOPICS_FOUND = 4;

// What the search shows of the list of areas, and of indicators and goals: the best of both, at most twelve.
function searched(list, text) {
  const areas = ranked(list.map(([code, place, th, en, province]) => ({ code, place, th, en, province, codes: [code] })), text);
  const topics = ranked([
    ...SDG.all.indicators.map(({ code, th, en }) => ({ kind: "indicator", code, place: 0, th, en, codes: [code] })),
    ...SDG.all.goals.map(({ goal, th, en }) => ({ kind: "goal", code: String(goal), place: 0, th, en, codes: [String(goal), `${SDG.words.goal} ${goal}`, ...["goal ", "sdg ", "sdg"].map(word => word + goal)] }))
  ], text);
  const shown = topics.slice(0, Math.max(TOPICS_FOUND, MOST_FOUND - areas.length));
  return [...shown, ...areas].slice(0, MOST_FOUND).sort((one, other) => one.score - other.score);
}

// The entries that have the words in a name or begin with them in a code, best first.
function ranked(entries, text) {
  const asked = text.trim().toLowerCase().replace(/^(จังหวัด|อำเภอ|ตำบล|เขต|แขวง|จ\.|อ\.|ต\.)\s*/, "");
  if (!asked) return [];
  const score = entry => {
    const names = [entry.th, entry.en].filter(Boolean).map(name => name.toLowerCase()), codes = entry.codes.map(code => code.toLowerCase());
    if (codes.includes(asked) || names.includes(asked)) return 0;
    if (names.some(name => name.startsWith(asked)) || codes.some(code => code.startsWith(asked))) return 1;
    return names.some(name => name.includes(asked)) ? 2 : 9;
  };
  return entries.map(entry => ({ ...entry, score: score(entry) })).filter(entry => entry.score < 9)
    .sort((one, other) => one.score - other.score || one.place - other.place || one.code.localeCompare(other.code, "en", { numeric: true }));
}
