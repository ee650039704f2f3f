// What every page needs: the figures that were taken, the loading of more, words, numbers and elements.
// No text of the figures becomes HTML: elements are made one by one.
"use strict";
// The audit and the publication write these beside the site. A candidate lacks them.
const BESIDE = ["verdict", "changes"];
const SDG = {
  release: document.documentElement.dataset.release,
  files: {},
  areas: new Map(),
  waiting: {},
  language: "th",

  // Every file of figures calls this. Figures of another release mean that readers were switched: the page loads anew.
  take(release, name, content) {
    if (release !== SDG.release) return SDG.loadAnew(release);
    SDG.files[name] = content;
    for (const area of content.areas || []) SDG.areas.set(area.c, area);
    for (const [code, parts] of Object.entries(content.more || {})) Object.assign(SDG.areas.get(code), parts);
    if (name !== "nation") Object.assign(SDG.all.outlines, content.outlines);
    if (name === "nation") SDG.start();
    else if (SDG.waiting[name]) SDG.waiting[name].resolve(content);
  },

  loadAnew(release) {
    const address = new URL(location.href);
    if (address.searchParams.get("release") === release) return SDG.fail(SDG.words.mixed);
    address.searchParams.set("release", release);
    location.replace(address.href);
  },

  // The figures of a file, loaded when they are first needed.
  need(name) {
    if (SDG.files[name]) return Promise.resolve(SDG.files[name]);
    if (!SDG.waiting[name]) {
      const wait = {};
      wait.promise = new Promise((resolve, reject) => Object.assign(wait, { resolve, reject }));
      SDG.waiting[name] = wait;
      const script = document.createElement("script");
      script.src = (BESIDE.includes(name) ? "../" : "data/") + encodeURIComponent(name) + ".js?" + SDG.release;
      script.onerror = () => { delete SDG.waiting[name]; wait.reject(new Error(name)); };
      document.head.append(script);
    }
    return SDG.waiting[name].promise;
  },

  get words() { return WORDS[SDG.language]; },
  get all() { return SDG.files.nation; }
};

function make(tag, attributes, ...children) {
  const svg = ["svg", "path", "circle", "rect", "line", "g", "title", "pattern", "defs"].includes(tag);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

function svgLink(attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "a");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// "rank {rank} of {among}" with its parts filled in. "{n:area|areas}" is the first form where n is 1, or else the second.
function fill(text, parts) {
  return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => (!(name in parts) ? whole : many === undefined ? parts[name] : String(parts[name]) === "1" ? one : many));
}

function count(value) {
  return value === null || value === undefined ? "–" : Number(value).toLocaleString("en-US");
}

function decimal(value, digits) {
  return value === null || value === undefined ? "–"
    : Number(value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

// A rate in hundredths of a per cent, cut off, as the per cent that is shown: rounded to tenths.
function perCent(rate) {
  return Math.floor((rate + 5) / 10) / 10;
}

function share(rate) {
  if (rate === -1) return SDG.words.withheld;
  return rate === null || rate === undefined ? "–" : decimal(perCent(rate), 1) + " %";
}

// M0 in hundred-thousandths, cut off, rounded to ten-thousandths.
function index(value) {
  return Math.floor((value + 5) / 10) / 10000;
}

function signed(value, digits = 1) {
  if (value === null || value === undefined) return "–";
  return (value > 0 ? "+" : value < 0 ? "−" : "") + decimal(Math.abs(value), digits);
}

// A moment of UTC as the clocks of Thailand have it, seven hours ahead all the year: 2026-01-01T03:30.
function inThailand(moment) {
  return moment ? new Date(Date.parse(moment) + 7 * 3600000).toISOString().slice(0, 16) : moment;
}

function date(text) {
  if (!text) return "–";
  const [year, month, day] = text.includes("-") ? text.slice(0, 10).split("-").map(Number)
    : [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)].map(Number);
  return `${day} ${SDG.words.months[month - 1]} ${year + SDG.words.years}`;
}

// The name in the language of the page, or else the one that there is.
function named(entry) {
  return (SDG.language === "th" ? entry.th || entry.en : entry.en || entry.th) || entry.code || entry.c || "";
}

function level(area) {
  return SDG.all.levels[area.l];
}

// Thai puts the kind of the area before its name; Bangkok has other words.
function title(area) {
  if (SDG.language !== "th") {
    if (!area.en && area.th) return area.th;
    const after = { district: " District", subdistrict: " Subdistrict" }[level(area)] || "";
    return named(area).endsWith(after) ? named(area) : named(area) + after;
  }
  const isBangkok = area.c.startsWith("10");
  const before = {
    province: isBangkok ? "" : "จังหวัด",
    district: isBangkok ? "เขต" : "อำเภอ",
    subdistrict: isBangkok ? "แขวง" : "ตำบล"
  }[level(area)] || "";
  return area.th && !area.th.startsWith(before) ? before + area.th : named(area);
}

function levelWord(name, area) {
  const words = SDG.words.levels[name];
  if (SDG.language !== "th" || !words.includes("/") || !area) return words;
  return words.split("/")[area.c.startsWith("10") ? 1 : 0];
}

// The word for several areas of a level, as in a heading; inside a sentence in small letters.
function levelWords(name, area) {
  return (SDG.words.manyLevels || {})[name] || levelWord(name, area);
}

function parentOf(area) {
  return area.p ? SDG.areas.get(area.p) || null : null;
}

// The area whose rates stand beside those of the area: the nation for a province, or else the area above.
function comparedWith(area) {
  return level(area) === "province" ? SDG.areas.get("TH") : parentOf(area);
}

// The file that has a code which the first page lacks.
function fileOf(code) {
  if (/^\d{4}$|^\d{6}$/.test(code)) return "province-" + code.slice(0, 2);
  return /^\d{7}$/.test(code) ? "province-" + code.slice(1, 3) : null;
}

function provinceOf(area) {
  if (level(area) === "local_administration") return area.v;
  return ["province", "district", "subdistrict"].includes(level(area)) ? area.c.slice(0, 2) : null;
}

// The areas inside, by level: provinces of a nation, region or pilot group; districts and local administrations of a
// province; subdistricts of a district.
function inside(area) {
  const groups = { nation: ["province", "region"], region: ["province"], pilot_group: ["province"], province: ["district", "local_administration"], district: ["subdistrict"] }[level(area)] || [];
  return groups.map(name => ({ level: name, areas: membersOf(area, name) })).filter(group => group.areas.length);
}

function membersOf(area, name) {
  const found = [...SDG.areas.values()].filter(each => level(each) === name);
  if (level(area) === "nation") return found;
  if (level(area) === "pilot_group") return found.filter(each => Boolean(each.pilot) === (area.c === "PILOT"));
  return found.filter(each => each.p === area.c);
}

// The areas that a rank is among: all provinces, or those of the same level inside the same area.
function peersOf(area) {
  if (["nation", "pilot_group"].includes(level(area))) return [];
  return [...SDG.areas.values()].filter(each => each.l === area.l && (level(area) === "province" || each.p === area.p));
}

// Rank of the area by the value, 1 the highest, among areas of the same round. Areas without a value have no rank.
function rankOf(area, peers, value) {
  const own = value(area);
  if (own === null || own === undefined || own < 0) return null;
  const values = peers.filter(each => each.r === area.r).map(value).filter(each => each !== null && each !== undefined && each >= 0);
  return values.length < 2 ? null : { rank: 1 + values.filter(each => each > own).length, among: values.length };
}

const RATES_AT = { ind: 3, goal: 4 };

// The cell of an indicator or goal in an area, with names in place of positions.
function cellOf(area, part, item) {
  const cell = area[part] && area[part][item];
  if (!cell) return null;
  const rates = cell.slice(RATES_AT[part]);
  return { failing: cell[0], applicable: cell[1], few: cell[2] === 1, score: part === "goal" ? cell[3] : null, rates, rate: rates[area.r] ?? null };
}

function povertyOf(area, round = area.r) {
  const cell = area.pov && area.pov[round];
  if (!cell) return null;
  if (cell[0] === -1) return { withheld: true };
  const [poor, people, H, A, M0, households] = cell;
  return { poor, people, H, A, M0, households };
}

function coverageOf(area, round = area.r) {
  const cell = area.cov && area.cov[round];
  if (!cell) return null;
  const [registered, residential, surveyed, notSurveyed, never, households, rate, municipal, rural] = cell;
  return { registered, residential, surveyed, notSurveyed, never, households, rate, municipal, rural };
}

function address(area) {
  return "#" + area.c;
}

function areaLink(area, href = address(area)) {
  return make("a", { href }, title(area));
}

// The name of an area inside another, with its round where that is another one.
function memberLink(member, area, href) {
  return [areaLink(member, href), member.r === area.r ? null : make("small", {}, ` (${SDG.words.roundShort} ${SDG.all.rounds[member.r].round})`)];
}

function topicLink(kind, code, area, text) {
  return make("a", { href: `#${kind}=${encodeURIComponent(code)}${area && area.c !== "TH" ? "@" + area.c : ""}` }, text);
}

function section(id, heading, ...content) {
  return make("section", { id: "s-" + id, "aria-labelledby": "h-" + id }, make("h2", { id: "h-" + id }, heading), content);
}

function note(...text) {
  return make("p", { class: "note" }, text);
}

// Rows that paper has room for: of a table of areas, and of another table or list on the second page of a profile.
const PRINTED = { areas: 14, few: 6 };

// What a print leaves out, in words that only the print has; null where it leaves nothing out.
function leftOut(rows, printed) {
  return printed && rows > printed ? make("p", { class: "note cut" }, fill(SDG.words.leftOut, { n: count(rows - printed) })) : null;
}

// A table of rows of cells; a cell is a text, an element, or {value, text, number} to sort by. A print has the first
// rows up to `printed`, and says how many of the rows (`all`, where the table itself has not all) it leaves out.
function table(columns, rows, { sorted = null, caption = null, kind = "", printed = null, all = rows.length } = {}) {
  const body = make("tbody");
  const heads = columns.map((column, place) => {
    const cell = make("th", { scope: "col", class: [column.number ? "number" : "", column.kind || ""].join(" ").trim() || null });
    if (!column.sorts) return (cell.append(column.name), cell);
    const button = make("button", { type: "button", class: "sort", title: fill(SDG.words.sort, { column: column.name }) }, column.name);
    button.addEventListener("click", () => order(place, cell.getAttribute("aria-sort") === "descending" ? 1 : -1));
    cell.append(button);
    return cell;
  });
  function order(place, direction) {
    heads.forEach((head, at) => (at === place ? head.setAttribute("aria-sort", direction < 0 ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
    const value = row => (isCell(row[place]) && row[place].value !== undefined ? row[place].value : null);
    const known = rows.filter(row => value(row) !== null).sort((one, other) => {
      const [first, second] = [value(one), value(other)];
      return direction * (typeof first === "string" ? first.localeCompare(second, SDG.language, { numeric: true }) : first - second);
    });
    fillBody([...known, ...rows.filter(row => value(row) === null)]);
  }
  // A link has a property `text` too: only a plain object is a cell with a value.
  const isCell = cell => cell !== null && typeof cell === "object" && Object.getPrototypeOf(cell) === Object.prototype;
  function fillBody(ordered) {
    body.replaceChildren(...ordered.map((row, at) => make("tr", { class: printed && at >= printed ? "unprinted" : null }, row.map((cell, place) => {
      const content = isCell(cell) ? cell.text : cell;
      const attributes = { class: [columns[place].number ? "number" : "", columns[place].kind || ""].join(" ").trim() || null };
      if (columns[place].head) return make("th", { scope: "row", ...attributes }, content);
      return make("td", { ...attributes, "data-label": columns[place].name || null }, content);
    }))));
  }
  if (sorted) order(sorted.place, sorted.direction);
  else fillBody(rows);
  const head = make("thead", {}, make("tr", {}, heads));
  return make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption || columns.map(each => each.name).join(", ") },
    make("table", { class: kind || null }, caption ? make("caption", { class: "unseen" }, caption) : null, head, body), leftOut(all, printed));
}

// The first rows, and all of them on demand.
function shortened(rows, most, build) {
  if (rows.length <= most) return build(rows, rows.length);
  const place = make("div", {}, build(rows.slice(0, most), rows.length));
  const button = make("button", { type: "button", class: "more" }, fill(SDG.words.showAll, { n: rows.length }));
  button.addEventListener("click", () => place.replaceChildren(...[build(rows, rows.length)].flat().filter(Boolean)));
  place.append(button);
  return place;
}
