// The confirm list with one key each. Keys work only while a row has the focus (WCAG 2.1.4), and the first has it.
const rows = [...document.querySelectorAll("#to-confirm > li")];

function choose(row) {
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function answer(row, key) {
  const form = row.querySelector(`form[data-answer="${key}"]`);
  if (!form || row.dataset.sent) return;
  row.dataset.sent = "yes";
  form.requestSubmit();
}

for (const [place, row] of rows.entries()) {
  row.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (key === "arrowdown") choose(rows[place + 1]);
    else if (key === "arrowup") choose(rows[place - 1]);
    else if (key === "y" || key === "n") answer(row, key);
    else if (key === "u") document.getElementById("undo")?.requestSubmit();
    else return;
    event.preventDefault();
  });
}
addEventListener("pageshow", () => rows.forEach((row) => delete row.dataset.sent));
choose(rows[0] ?? document.querySelector("#undo button"));
