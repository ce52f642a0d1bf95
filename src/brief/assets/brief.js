"use strict";
(function () {
  const prov = JSON.parse(document.getElementById("prov").textContent);
  const label = JSON.parse(document.getElementById("labels").textContent);
  const panel = document.getElementById("panel");
  let opener = null;

  function add(parent, tag, text, className) {
    const e = parent.appendChild(document.createElement(tag));
    if (text !== undefined) e.textContent = text;
    if (className) e.className = className;
    return e;
  }

  function row(list, key, text, url) {
    if (!text) return;
    add(list, "dt", label[key]);
    const dd = add(list, "dd", url ? undefined : text);
    if (!url) return;
    const a = add(dd, "a", text);
    a.href = url;
    a.rel = "noreferrer noopener";
    a.target = "_blank";
  }

  function fill(p) {
    panel.textContent = "";
    add(panel, "h2", p.label || label.title).id = "panel-title";
    const big = add(panel, "p", p.text || String(p.value), "big");
    if (p.unit) add(big, "small", " " + p.unit);
    const list = add(panel, "dl");
    row(list, "basis", label["b_" + p.basis] || p.basis);
    row(list, "source", p.source || p.url, p.url);
    row(list, "weakest", p.weakest && (label["b_" + p.weakest] || p.weakest));
    row(list, "conf", p.conf && (label["c_" + p.conf] || p.conf));
    row(list, "rule", p.rule);
    row(list, "place", p.place);
    row(list, "run", p.run);
    row(list, "note", p.note);
    const close = add(panel, "button", "\u00d7", "close");
    close.type = "button";
    close.setAttribute("aria-label", label.close);
    close.addEventListener("click", () => panel.close());
  }

  /* Beside the number, inside the window. */
  function place(at) {
    const r = at.getBoundingClientRect(), gap = 8;
    const left = Math.min(Math.max(gap, r.left), window.innerWidth - panel.offsetWidth - gap);
    const last = window.innerHeight - panel.offsetHeight - gap;
    let top = r.bottom + gap;
    if (top > last) top = r.top - panel.offsetHeight - gap;
    panel.style.left = left + "px";
    panel.style.top = Math.max(gap, Math.min(top, last)) + "px";
  }

  function open(at) {
    const p = prov[Number(at.dataset.p)];
    if (!p) return;
    opener = at;
    fill(p);
    panel.showModal();
    place(at);
    panel.querySelector(".close").focus();
  }

  document.addEventListener("click", (event) => {
    const at = event.target.closest(".n[data-p]");
    if (at) open(at);
    else if (event.target === panel && event.clientX) {
      const r = panel.getBoundingClientRect();
      const inside = event.clientX >= r.left && event.clientX <= r.right &&
        event.clientY >= r.top && event.clientY <= r.bottom;
      if (!inside) panel.close();
    }
  });
  document.addEventListener("keydown", (event) => {
    const at = event.target.closest && event.target.closest("svg .n[data-p]");
    if (!at || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    open(at);
  });
  panel.addEventListener("close", () => {
    if (opener) opener.focus({ preventScroll: true });
    opener = null;
  });

  window.addEventListener("beforeprint", () => {
    for (const d of document.querySelectorAll("details")) d.open = true;
  });

  /* The contents show where the reader is. */
  const links = new Map();
  for (const a of document.querySelectorAll(".toc a")) links.set(a.getAttribute("href").slice(1), a);
  const heads = Array.from(document.querySelectorAll("main h2[id], main h3[id]"));
  let here = null;
  function mark() {
    let now = null;
    for (const h of heads) if (h.getBoundingClientRect().top < 120) now = h;
    const a = now && links.get(now.id);
    if (a === here) return;
    if (here) here.classList.remove("here");
    if (a) a.classList.add("here");
    here = a;
  }
  let queued = false;
  window.addEventListener("scroll", () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => { queued = false; mark(); });
  }, { passive: true });
  mark();
  if (window.matchMedia("(max-width: 62rem)").matches) {
    const toc = document.querySelector(".toc details");
    if (toc) toc.open = false;
  }
})();
