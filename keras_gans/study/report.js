
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

// A click sorts the table by a column, and the cards in the same order; missing
// values are last both ways.

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
  const ids = rows.flatMap((row) => all(".chip input", row)).map((b) => b.value);
  const order = [...new Set(ids)];
  const place = (card) => order.indexOf(card.dataset.run);
  const sorted = [...cards].sort((a, b) => place(a) - place(b));
  cards[0]?.parentElement.append(...sorted);
}

for (const button of all(".results th button")) {
  button.addEventListener("click", () => sortBy(button.closest("th")));
}

show(new Set(all(".card[data-chosen]").map((card) => card.dataset.run)));
