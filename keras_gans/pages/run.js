
// A running page loads itself again and keeps what the reader has chosen.

const run = one("run");
const { written, silence, refresh } = run.dataset;
const key = `keras_gans ${location.pathname}`;
const isRunning = run.dataset.state === "running";

function remember() {
  const last = !slider || slider.value === slider.max;
  const focused = all("button, input, pre").indexOf(document.activeElement);
  const kept = {
    scroll: scrollY,
    epoch: last ? null : epochs[slider.value],
    theme: document.documentElement.style.colorScheme,
    focused,
  };
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {}
}

function restore() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(key));
  } catch {}
  if (!kept) return;
  document.documentElement.style.colorScheme = kept.theme;
  if (slider && kept.epoch !== null) {
    slider.value = epochs.filter((epoch) => epoch <= kept.epoch).length - 1;
    showEpoch();
  }
  all("button, input, pre")[kept.focused]?.focus({ preventScroll: true });
  scrollTo(0, kept.scroll);
}

function isBusy() {
  const chosen = getSelection();
  return document.hidden || large.open || timer || !chosen.isCollapsed;
}

// No page sees that a process was killed: it only sees that news fail to come.

function showAge() {
  const seconds = Math.max(0, Date.now() / 1000 - written);
  const [n, unit] =
    [[86400, "d"], [3600, "h"], [60, "min"]]
      .map(([size, name]) => [Math.round(seconds / size), name])
      .find(([count], i) => seconds >= [172800, 7200, 120][i]) ??
    [Math.round(seconds), "s"];
  one("age").textContent = `Last news ${n} ${unit} ago.`;
  if (seconds < silence) return false;
  run.className = "state died";
  run.querySelector("p").innerHTML = "<b>No news</b> ";
  run.querySelector("p").append(
    `for ${n} ${unit}: the training was probably killed.` +
      (document.querySelector(".commands") ? " It can be resumed." : ""),
  );
  return true;
}

if (isRunning) {
  let waited = 0;
  let pressed = false;
  addEventListener("pointerdown", () => (pressed = true));
  addEventListener("pointerup", () => (pressed = false));
  showAge();
  setInterval(() => {
    // A killed training may be resumed.
    const every = showAge() ? 10 * refresh : refresh;
    waited += 1;
    if (waited < every || pressed || isBusy()) return;
    remember();
    location.reload();
  }, 1000);
  document.addEventListener("visibilitychange", () => (waited = Infinity));
}
addEventListener("pagehide", remember);
restore();

for (const button of all(".copy")) {
  button.addEventListener("click", async () => {
    const code = button.previousElementSibling;
    getSelection().selectAllChildren(code);
    await navigator.clipboard?.writeText(code.textContent).catch(() => {});
    getSelection().empty();
    button.textContent = "copied";
    setTimeout(() => (button.textContent = "copy"), 1500);
  });
}
