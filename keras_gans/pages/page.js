"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (id) => document.getElementById(id);

// The slider chooses the epoch; each figure shows its last picture until then.

const slider = one("slider");
const epochs = slider ? slider.dataset.epochs.split(" ").map(Number) : [];

function showEpoch() {
  const epoch = epochs[slider.value];
  one("epoch").value = epoch;
  slider.setAttribute("aria-valuetext", `epoch ${epoch}`);
  for (const figure of all(".frames[data-moves]")) {
    const frames = all("img", figure);
    const until = frames.filter((img) => Number(img.dataset.epoch) <= epoch);
    const frame = until.at(-1) ?? frames[0];
    for (const img of frames) img.hidden = img !== frame;
    figure.querySelector("figcaption span").textContent = frame.dataset.epoch;
  }
  for (const plot of all(".plot")) markEpoch(plot, epoch);
  enlarge();
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

// A plot marks an epoch, the pointer's or the slider's, and names the values.

function markEpoch(plot, epoch, isPointed = false) {
  const mark = plot.querySelector(".mark");
  const share = epoch / plot.dataset.epochs;
  mark.hidden = share > 1;
  mark.style.setProperty("--share", share);
  mark.classList.toggle("early", share < 0.5);
  const words = mark.querySelector("small");
  words.hidden = !isPointed;
  words.textContent = `epoch ${Number(epoch.toFixed(1))}`;
  const keys = all(".key", plot);
  JSON.parse(plot.dataset.values).forEach((points, i) => {
    const far = (point) => Math.abs(point[0] - epoch);
    const near = points.reduce((a, b) => (far(b) < far(a) ? b : a), points[0]);
    const value = keys[i].querySelector("b");
    value.textContent = near === undefined ? "" : (near[1] ?? "not finite");
  });
}

function chosenEpoch(plot) {
  return slider ? epochs[slider.value] : Number(plot.dataset.epochs);
}

for (const plot of all(".plot")) {
  const area = plot.querySelector("div");
  const axes = getComputedStyle(document.body);
  const [left, right] = ["--axes-left", "--axes-right"].map((name) =>
    Number(axes.getPropertyValue(name)),
  );
  area.addEventListener("pointermove", (event) => {
    const box = area.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const share = Math.min(1, Math.max(0, (across - left) / (right - left)));
    markEpoch(plot, share * plot.dataset.epochs, true);
  });
  area.addEventListener("pointerleave", () => {
    markEpoch(plot, chosenEpoch(plot));
  });
  markEpoch(plot, chosenEpoch(plot));
}

// A picture fills the window on a click; the arrow keys move the slider there.

const large = one("large");
let enlarged = null;

function enlarge(figure = enlarged) {
  enlarged = figure;
  if (!figure) return;
  const shown = all("img", figure).find((img) => !img.hidden);
  const [image, words] = [large.querySelector("img"), large.querySelector("p")];
  const [width, height] = ["width", "height"].map((name) =>
    Number(shown.getAttribute(name)),
  );
  const room = [(innerWidth - 32) / width, (innerHeight - 80) / height];
  const fits = Math.min(...room);
  const zoom = fits > 1 ? Math.floor(fits) : fits;
  image.src = shown.src;
  image.alt = shown.alt;
  image.className = zoom > 1 ? "pixels" : "";
  image.style.width = `${width * zoom}px`;
  words.textContent = figure.querySelector("figcaption").textContent;
  if (!large.open) large.showModal();
}

for (const button of all(".enlarge")) {
  button.addEventListener("click", () => enlarge(button.closest("figure")));
}
large.addEventListener("click", () => large.close());
large.addEventListener("close", () => {
  enlarged = null;
});

function move(steps) {
  if (!slider) return;
  play(false);
  slider.value = Number(slider.value) + steps;
  showEpoch();
}

document.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const free = document.activeElement === document.body || large.open;
  if (steps && free) move(steps);
});

// Light or dark: as the system, until the button changes it.

one("theme").addEventListener("click", () => {
  const style = document.documentElement.style;
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = style.colorScheme ? style.colorScheme === "dark" : system;
  style.colorScheme = dark ? "light" : "dark";
});

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

document.documentElement.classList.add("scripted");
