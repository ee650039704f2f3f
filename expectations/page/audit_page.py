"""One page about the audit, made from the verdict: plain HTML and CSS in one file, without a script or another file.

Not here: the words of the page (words.py), the library's pages of results (data_docs.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from expectations.page.words import LANGUAGES, SUBJECTS, Words, absent_in_thai
from orchestration.release.verdict import AS_EXPECTED, CRITICAL, NOT_AS_EXPECTED, Check, Verdict

STYLE = Path(__file__).with_name("audit.css")


def write_pages(verdict: Verdict, folder: Path, *, is_synthetic: bool, results: Mapping[str, str]) -> None:
    """Write the page in each language. `results`: rule -> its page of results, in the folder of these pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for words in LANGUAGES:
        page = _Page(verdict, words, is_synthetic=is_synthetic, results=results)
        (folder / words.file).write_text(page.text(), encoding="utf-8")


def standing(check: Check) -> str:
    """One word for the result of a rule: a key of `Words.standing`."""
    if check.not_examined:
        return "not_examined"
    if check.waived:
        return "waived"
    return "holds" if check.passed else check.severity


def part(tag: str, *content: Element | str, **attributes: str) -> Element:
    """An element; `class_` and `data_label` are the attributes without and with a hyphen."""
    element = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    last: Element | None = None
    for piece in content:
        if isinstance(piece, Element):
            element.append(piece)
            last = piece
        elif last is None:
            element.text = (element.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece
    return element


def document(*, title: str, language: str, style: Element, body: Iterable[Element]) -> str:
    """A whole page of these parts."""
    head = part(
        "head",
        part("meta", charset="utf-8"),
        part("title", title),
        part("meta", name="viewport", content="width=device-width, initial-scale=1"),
        part("link", rel="icon", href="data:,"),  # else a browser asks for /favicon.ico
        style,
    )
    page = part("html", head, part("body", *body), lang=language)
    return f"<!doctype html>\n{tostring(page, encoding='unicode', method='html')}\n"


class _Page:
    """The page of one verdict in one language."""

    def __init__(self, verdict: Verdict, words: Words, *, is_synthetic: bool, results: Mapping[str, str]) -> None:
        self._verdict, self._words = verdict, words
        self._is_synthetic, self._results = is_synthetic, results

    def text(self) -> str:
        body = (*self._head(), *self._attention(), *self._absent(), *self._subjects(), *self._end())
        style = part("style", STYLE.read_text(encoding="utf-8"))
        title = f"{self._words.title} {self._verdict.release_id}"
        return document(title=title, language=self._words.language, style=style, body=body)

    def _head(self) -> Iterator[Element]:
        words, verdict = self._words, self._verdict
        names = {"en": "English", "th": "ภาษาไทย"}
        switch = part("a", names[words.other_language], href=words.other_file, hreflang=words.other_language)
        switch.set("lang", words.other_language)
        yield part("header", part("span", words.product), switch, class_="top")
        yield part("h1", words.title)
        if self._is_synthetic:
            yield part("p", words.synthetic, class_="synthetic")
        judgement = words.passed if verdict.passed else words.not_passed
        yield part("p", judgement, class_=f"verdict {'good' if verdict.passed else 'bad'}", role="status")
        facts: dict[str, Element | str] = {
            words.release: part("code", verdict.release_id),
            words.audited: words.moment(verdict.audited_at),
            words.compared: part("code", verdict.previous_release_id)
            if verdict.previous_release_id
            else words.compared_with_nothing,
            words.manifest: part("code", verdict.manifest_sha256),
        }
        rows = [each for name, value in facts.items() for each in (part("dt", name), part("dd", value))]
        yield part("dl", *rows, class_="facts")
        yield part("ul", *self._tiles(), class_="tiles")

    def _tiles(self) -> Iterator[Element]:
        words, verdict = self._words, self._verdict
        numbers = (
            (words.rules, len(verdict.checks), ""),
            (words.hold, sum(check.passed for check in verdict.checks), ""),
            (words.critical, len(verdict.critical_failures), "bad"),
            (words.warning, len(verdict.warnings), "care"),
            (words.waived, len(verdict.waived), "care"),
            (words.not_examined, len(verdict.not_examined), ""),
        )
        for name, number, colour in numbers:
            yield part("li", part("b", f"{number:,}"), name, class_=colour if number else "")

    def _attention(self) -> Iterator[Element]:
        verdict = self._verdict
        checks = (*verdict.critical_failures, *verdict.warnings, *verdict.waived)
        yield part("h2", self._words.attention)
        yield self._rules(checks) if checks else part("p", self._words.no_attention)

    def _absent(self) -> Iterator[Element]:
        by_reason: dict[str, list[str]] = {}
        for check in self._verdict.not_examined:
            by_reason.setdefault(check.not_examined or "", []).append(check.name)
        if not by_reason:
            return
        yield part("h2", self._words.absent)
        for reason, names in by_reason.items():
            codes = [each for name in names for each in (part("code", name), " ")]
            heading = self._reason(reason)
            yield part("p", heading, f" ({len(names)})", part("br"), *codes)

    def _reason(self, reason: str) -> Element:
        if self._words.language == "th" and (thai := absent_in_thai(reason)):
            return part("strong", thai)
        return part("strong", reason[:1].upper() + reason[1:], lang="en")

    def _subjects(self) -> Iterator[Element]:
        by_subject: dict[str, list[Check]] = {}
        for check in self._verdict.checks:
            by_subject.setdefault(check.subject, []).append(check)
        yield part("h2", self._words.subjects)
        if any(check.observed in (AS_EXPECTED, NOT_AS_EXPECTED) for check in self._verdict.checks):
            yield part("p", self._words.withheld)
        yield self._overview(by_subject)
        for subject, checks in by_subject.items():
            held = sum(check.passed for check in checks)
            count = part("span", f" {held} / {len(checks)} {self._words.hold}", class_="count")
            summary = part("summary", part("h3", self._title(subject)), count)
            yield part("details", summary, self._rules(checks), class_="subject", id=f"subject-{subject}", open="open")

    def _title(self, subject: str) -> str:
        return SUBJECTS[subject][self._words.language]

    def _overview(self, by_subject: Mapping[str, list[Check]]) -> Element:
        words = self._words
        heads = (words.rules, words.hold, words.failed, words.waived, words.not_examined)
        head = part("tr", part("th", words.subject), *(part("th", name, class_="number") for name in heads))
        rows = []
        for subject, checks in by_subject.items():
            found = [standing(check) for check in checks]
            failed = found.count("critical") + found.count("warning")
            numbers = (len(found), found.count("holds"), failed, found.count("waived"), found.count("not_examined"))
            link = part("a", self._title(subject), href=f"#subject-{subject}")
            cells = (part("td", str(number) if number else "–", class_="number") for number in numbers)
            rows.append(part("tr", part("td", link), *cells))
        return part("table", part("thead", head), part("tbody", *rows), class_="overview")

    def _rules(self, checks: Iterable[Check]) -> Element:
        words = self._words
        head = part("tr", *(part("th", name) for name in (words.result, words.rule, words.found, words.expected)))
        rows = [self._rule(check) for check in checks]
        return part("table", part("thead", head), part("tbody", *rows), class_="rules cards")

    def _rule(self, check: Check) -> Element:
        words, result = self._words, standing(check)
        about = part("span", part("code", check.name), class_="about")
        if check.severity != CRITICAL and result != "warning":
            about.append(part("span", f" · {words.standing['warning']}"))
        table = part("span", f"{words.table} ", part("code", check.table.replace("__", "/", 1)), class_="about")
        if check.name in self._results:
            link = part("a", words.evidence, href=f"data_docs/{self._results[check.name]}")
            table.append(part("span", " · ", link, class_="evidence"))
        sentence = [part("span", check.sentence, lang="en"), about, table]
        if check.waived:
            sentence.insert(1, part("span", f"{words.waived}: {check.waived}", class_="about", lang="en"))
        return part(
            "tr",
            part("td", part("span", words.standing[result], class_=f"badge {result}")),
            part("td", *sentence),
            part("td", check.observed, lang="en", data_label=words.found),
            part("td", check.expected, lang="en", data_label=words.expected),
        )

    def _end(self) -> Iterator[Element]:
        words = self._words
        yield part("h2", words.how_to_read)
        yield part("ul", *(part("li", line) for line in words.reading))
        yield part("h2", words.signature)
        yield part("section", *(part("div", line) for line in words.signed), class_="signature")
        yield part("footer", part("code", "verdict.json"), " · ", part("code", self._verdict.release_id))
