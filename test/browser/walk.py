"""The packs in a real browser: every number opens, by mouse and keyboard; nothing leaves the machine;
nothing is wider than the screen; the print carries the banner. Usage: walk.py PACKS OUT [REGION...], where
PACKS/REGION/brief.LANG.html are the packs; screenshots and prints go to OUT. Exit 1 on a failure."""
import base64
import json
import os
import re
import subprocess
import sys

from webdriver import Browser, Driver

REGIONS = ("basin", "linfen-2019")
LANGS = ("zh", "en")
FICTIONAL = ("basin",)  # its pages must carry a banner
LEAST_NUMBERS = 100  # fewer: the pack or this walk is broken

# Opens every n-th number, looks into its panel, closes it. Returns [how many, in drawings, what is wrong].
WALK = r"""
const labels = JSON.parse(document.getElementById("labels").textContent);
const panel = document.getElementById("panel"), wrong = [];
const found = Array.from(document.querySelectorAll(".n[data-p]"));
const all = found.filter((e, i) => i % arguments[0] === 0).slice(arguments[1], arguments[1] + 50);
for (const d of document.querySelectorAll("details")) d.open = true;
const say = (e, what) => wrong.length < 20 &&
  wrong.push(what + ": " + (e.getAttribute("aria-label") || e.textContent));
let svg = 0;
for (const e of all) {
  svg += e.closest("svg") ? 1 : 0;
  e.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, view: window}));
  if (!panel.open) { say(e, "does not open"); continue; }
  const rows = {};
  for (const dt of panel.querySelectorAll("dt"))
    rows[dt.textContent] = dt.nextElementSibling.textContent.trim();
  const big = panel.querySelector(".big");
  if (!big || !big.textContent.trim() || /NaN|undefined|null/.test(big.textContent))
    say(e, "no value");
  if (!rows[labels.basis]) say(e, "no basis");
  if (!rows[labels.source] && !rows[labels.rule]) say(e, "neither source nor rule");
  if (!rows[labels.run]) say(e, "no run");
  const r = panel.getBoundingClientRect();
  if (r.left < 0 || r.right > innerWidth + 0.5 || r.top < 0 || r.bottom > innerHeight + 0.5)
    say(e, "panel outside the window");
  if (!panel.getAttribute("aria-labelledby") || !panel.querySelector("#panel-title"))
    say(e, "panel has no name");
  panel.querySelector(".close").click();
  if (panel.open) say(e, "does not close");
}
return [found.length, svg, wrong];
"""

WIDTH = """
const wide = [];
for (const e of document.querySelectorAll("main *")) {
  if (e.closest(".table-box, .scene")) continue;
  const r = e.getBoundingClientRect();
  if (r.width && r.right > innerWidth + 1 && wide.length < 5)
    wide.push(e.tagName + ": " + e.textContent.slice(0, 40));
}
return [document.documentElement.scrollWidth, innerWidth, wide];
"""

# Structure a screen reader needs, and the contrast of what is text. Returns what is wrong.
ACCESS = r"""
const wrong = [];
let level = 0;
for (const h of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
  const now = Number(h.tagName[1]);
  if (now > level + 1) wrong.push("heading skips a level: " + h.textContent);
  level = now;
}
for (const th of document.querySelectorAll("th"))
  if (!th.scope) wrong.push("th without scope: " + th.textContent);
for (const s of document.querySelectorAll("svg")) {
  const name = s.getAttribute("aria-label") || s.getAttribute("aria-labelledby") ||
    s.parentElement.getAttribute("aria-label");
  if (!name) wrong.push("drawing without a name");
}
for (const e of document.querySelectorAll("[id]"))
  if (document.querySelectorAll("#" + CSS.escape(e.id)).length > 1) wrong.push("id twice: " + e.id);
const skip = document.querySelector("a.skip");
if (!skip || !document.querySelector(skip.getAttribute("href"))) wrong.push("no skip link");
if (!document.documentElement.lang) wrong.push("no language");
const parse = (c) => {
  const m = c.match(/[\d.]+/g).map(Number);
  if (c.startsWith("color(srgb")) for (let i = 0; i < 3; i++) m[i] *= 255;
  return {rgb: m.slice(0, 3), a: m.length > 3 ? m[3] : 1};
};
const light = (rgb) => {
  const v = rgb.map((x) => (x /= 255) <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
};
const ground = (e) => {
  for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.a > 0.99) return c.rgb;
  }
  return [255, 255, 255];
};
const seen = new Set();
for (const e of document.querySelectorAll("body *")) {
  if (e.closest("svg, script, style") || !e.checkVisibility()) continue;
  if (!Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.data.trim())) continue;
  const ink = parse(getComputedStyle(e).color).rgb, paper = ground(e), key = ink + "/" + paper;
  if (seen.has(key)) continue;
  seen.add(key);
  const a = light(ink), b = light(paper);
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) wrong.push("contrast " + ratio.toFixed(2) + " of " + key + ": " + e.textContent.slice(0, 30));
}
return [seen.size, wrong.slice(0, 20)];
"""


class Report:
    def __init__(self):
        self.failed = 0

    def check(self, ok, what, detail=""):
        if not ok:
            self.failed += 1
            print(f"FAILED {what} {detail}", flush=True)


def quiet(report, b, name):
    """Neither a console message of weight nor a request other than for the file itself."""
    bad = [x["message"] for x in b.log("browser") if x["level"] in ("SEVERE", "WARNING")]
    report.check(not bad, f"{name}: console", bad[:3])
    asked = [json.loads(x["message"])["message"] for x in b.log("performance")]
    urls = [m["params"]["request"]["url"] for m in asked
            if m["method"] == "Network.requestWillBeSent"]
    report.check(not [u for u in urls if not u.startswith("file:")], f"{name}: requests", urls[:3])
    report.check(len(set(u.partition("#")[0] for u in urls)) <= 1, f"{name}: more than its own file",
                 urls[:3])
    report.check(b.js("return performance.getEntriesByType('resource').length") == 0,
                 f"{name}: resources were loaded")


def screenshot(b, path, whole=False):
    shot = b.cdp("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
    with open(path, "wb") as f:
        f.write(base64.b64decode(shot["data"]))


def keyboard(report, b, name):
    """Enter and Space open, Esc closes and gives the focus back; Tab goes on from there."""
    for what in ("main button.n", "main svg .n"):
        if not b.js("return !!document.querySelector(arguments[0])", what):
            report.check("svg" in what, f"{name}: no {what}")
            continue
        for key in ("enter", "space"):
            b.js("document.querySelector(arguments[0]).focus()", what)
            b.press(key)
            state = b.js("return [panel.open, panel.contains(document.activeElement)]")
            report.check(state == [True, True], f"{name}: {key} on {what}", state)
            b.press("escape")
            back = b.js("return !panel.open && document.activeElement === "
                        "document.querySelector(arguments[0])", what)
            report.check(back, f"{name}: Esc after {key} on {what} loses the place")
    order = b.js("const all = Array.from(document.querySelectorAll('main button.n')); "
                 "all[0].focus(); return all.length > 1")
    b.press("tab")
    after = b.js("const a = document.querySelector('main button.n'), e = document.activeElement;"
                 "return e !== a && !!(a.compareDocumentPosition(e) & 4)")
    report.check(order and after, f"{name}: Tab does not go forward")
    positive = b.js("return document.querySelectorAll('[tabindex]:not([tabindex=\"0\"])"
                    ":not([tabindex=\"-1\"])').length")
    report.check(positive == 0, f"{name}: a tab order of its own")


def mouse(report, b, name):
    """A real click, at the number's place on the screen."""
    for what in ("main button.n", "main svg .n"):
        if not b.js("const e = document.querySelector(arguments[0]);"
                    "if (e) e.scrollIntoView({block: 'center', behavior: 'instant'}); return !!e", what):
            continue
        b.click(b.js("return document.querySelector(arguments[0])", what))
        report.check(b.js("return panel.open"), f"{name}: a click on {what} does not open")
        b.press("escape")


def walk(report, b, name, step=1):
    count, svg, wrong = b.js(WALK, step, 0)
    for first in range(50, count // step + 1, 50):  # fifty a call: none runs into a time limit
        _, more, other = b.js(WALK, step, first)
        svg += more
        wrong += other
    report.check(count >= LEAST_NUMBERS and svg > 0, f"{name}: too few numbers", (count, svg))
    for w in wrong:
        report.check(False, f"{name}:", w)
    return count


def wide(report, b, name, expect):
    scroll, inner, elements = b.js(WIDTH)
    report.check(inner == expect, f"{name}: the window is {inner}, not {expect}")
    report.check(scroll <= inner and not elements, f"{name}: {scroll} wide in {inner}", elements)


def printed(report, b, name, path, banner):
    data = b.post("/print", page={"width": 21.0, "height": 29.7}, background=True)
    with open(path, "wb") as f:
        f.write(base64.b64decode(data))
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    pages = text.split("\f")[:-1]
    report.check(len(pages) >= 5, f"{name}: {len(pages)} printed pages")
    if banner:
        flat = re.sub(r"\s", "", banner)
        bare = [i + 1 for i, page in enumerate(pages) if flat not in re.sub(r"\s", "", page)]
        report.check(not bare, f"{name}: of {len(pages)} printed pages, without banner:", bare)


def one_pack(report, driver, path, name, out):
    with Browser(driver) as b:
        b.open(path)
        screenshot(b, f"{out}/{name}-1280.png")
        count = walk(report, b, name, 1 if "zh" in name else 4)  # the languages share their numbers
        keyboard(report, b, name)
        mouse(report, b, name)
        wide(report, b, name + " at 1280", 1280)
        colours, wrong = b.js(ACCESS)
        report.check(colours > 3, f"{name}: {colours} colours of text")
        for w in wrong:
            report.check(False, f"{name}:", w)
        screenshot(b, f"{out}/{name}-1280-whole.png", whole=True)
        banner = b.js("const e = document.querySelector('.banner'); return e ? e.textContent : ''")
        report.check(banner or not name.startswith(FICTIONAL), f"{name}: no banner")
        printed(report, b, name, f"{out}/{name}-print.pdf", banner)
        quiet(report, b, name)
    with Browser(driver, mobile=(390, 844)) as b:
        b.open(path)
        wide(report, b, name + " at 390", 390)
        screenshot(b, f"{out}/{name}-390.png")
        walk(report, b, name + " at 390", 10)
        wide(report, b, name + " at 390, all open", 390)
        screenshot(b, f"{out}/{name}-390-whole.png", whole=True)
        quiet(report, b, name + " at 390")
    return count


def without_scripts(report, driver, path, name):
    """The document as the browser holds it, scripts off: every number says what it is."""
    with Browser(driver, scripts=False) as b:
        b.open(path)
        root = b.cdp("DOM.getDocument", depth=0)["root"]["nodeId"]
        html = b.cdp("DOM.getOuterHTML", nodeId=root)["outerHTML"]
        buttons = re.findall(r'<button class="n[^>]*>', html)
        report.check(len(buttons) >= LEAST_NUMBERS, f"{name}: {len(buttons)} numbers without scripts")
        bare = [x for x in buttons if not re.search(r'title="[^"]+ · [^"]+"', x)]
        report.check(not bare, f"{name}: no title without scripts", bare[:2])
        shapes = re.findall(r'<(?:circle|rect|polygon|text)[^>]* data-p="\d+".*?</', html, re.S)
        report.check(all("<title>" in x for x in shapes), f"{name}: a shape without a title")
        report.check('class="here"' not in html, f"{name}: scripts ran all the same")


def main():
    packs, out = sys.argv[1], sys.argv[2]
    os.makedirs(out, exist_ok=True)
    report = Report()
    with Driver(os.path.join(out, "chromedriver.log")) as driver:
        for region in sys.argv[3:] or REGIONS:
            for lang in LANGS:
                path = os.path.join(packs, region, f"brief.{lang}.html")
                name = f"{region}.{lang}"
                count = one_pack(report, driver, path, name, out)
                without_scripts(report, driver, path, name)
                print(f"{name}: {count} numbers opened", flush=True)
    print(f"browser: {report.failed} failed" if report.failed else "browser: all passed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
