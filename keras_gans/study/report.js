"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (id) => document.getElementById(id);
const cards = all(".card");
const boxes = all(".chip input");

// Which runs are shown. A run has a box in each row of its configuration.

function show(chosen) {
  for (const card of cards) card.hidden = !chosen.has(card.dataset.run);
  for (const box of boxes) box.checked = chosen.has(box.value);
  one("count").value = `${chosen.size} of ${cards.length} runs shown`;
}

function shown() {
  return new Set(cards.filter((c) => !c.hidden).map((c) => c.dataset.run));
}

for (const box of boxes) {
  box.addEventListener("change", () => {
    const chosen = shown();
    if (box.checked) chosen.add(box.value);
    else chosen.delete(box.value);
    show(chosen);
  });
}
one("all").addEventListener("click", () => {
  show(new Set(cards.map((card) => card.dataset.run)));
});
one("none").addEventListener("click", () => show(new Set()));

// The slider chooses the epoch; each run shows its last picture until then.

const slider = one("slider");
const epochs = slider ? slider.dataset.epochs.split(" ").map(Number) : [];

function showEpoch() {
  const epoch = epochs[slider.value];
  one("epoch").value = epoch;
  slider.setAttribute("aria-valuetext", `epoch ${epoch}`);
  for (const figure of all(".frames")) {
    const frames = all("img", figure);
    const until = frames.filter((img) => Number(img.dataset.epoch) <= epoch);
    const frame = until.at(-1) ?? frames[0];
    for (const img of frames) img.hidden = img !== frame;
    figure.querySelector("span").textContent = frame.dataset.epoch;
  }
  for (const plot of all(".plot")) {
    const share = epoch / plot.dataset.epochs;
    const mark = plot.querySelector(".mark");
    mark.hidden = share > 1;
    mark.style.setProperty("--share", share);
  }
}

let timer = null;

function play(on) {
  clearInterval(timer);
  timer = on ? setInterval(step, 500) : null;
  one("play").textContent = on ? "❚❚" : "▶";
  one("play").setAttribute("aria-label", on ? "pause" : "play");
}

function step() {
  slider.stepUp();
  showEpoch();
  if (slider.value === slider.max) play(false);
}

if (slider) {
  slider.addEventListener("input", () => {
    play(false);
    showEpoch();
  });
  one("play").addEventListener("click", () => {
    if (!timer && slider.value === slider.max) {
      slider.value = 0;
      showEpoch();
    }
    play(!timer);
  });
  showEpoch();
}

// A click sorts the table by a column; missing values are last both ways.

function compare(a, b) {
  const [x, y] = [a, b].map((s) => Number(s.replace("inf", "Infinity")));
  return Number.isNaN(x - y) ? a.localeCompare(b) : x - y;
}

function sortBy(th) {
  const table = th.closest("table");
  const down = th.getAttribute("aria-sort") === "ascending";
  for (const other of all("th", table)) other.setAttribute("aria-sort", "none");
  th.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (row) => row.cells[th.cellIndex].dataset.value;
  const missing = (row) => ["", "nan"].includes(value(row));
  const rows = [...table.tBodies[0].rows].sort(
    (a, b) =>
      missing(a) - missing(b) ||
      (down ? -1 : 1) * compare(value(a), value(b)),
  );
  table.tBodies[0].append(...rows);
}

for (const button of all(".results th button")) {
  button.addEventListener("click", () => sortBy(button.closest("th")));
}

// Light or dark: as the system, until the button changes it.

one("theme").addEventListener("click", () => {
  const style = document.documentElement.style;
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = style.colorScheme ? style.colorScheme === "dark" : system;
  style.colorScheme = dark ? "light" : "dark";
});

show(new Set(all(".card[data-chosen]").map((card) => card.dataset.run)));
document.documentElement.classList.add("scripted");
