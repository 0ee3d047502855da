// The review desk: joins the footage, the decision and the keys. Without it the page is plain forms and a video.
import { choose, openNote, record, send, takeLetter } from "/static/js/decision.js";
import { listen } from "/static/js/keys.js";
import { leave, takeReason } from "/static/js/leave.js";
import { Player } from "/static/js/player.js";

const video = document.getElementById("video");
const player = video ? new Player(video, keepFields) : null;

function tick(key, isDone) {
  const line = document.querySelector(`[data-check="${key}"]`);
  if (!line) return;
  line.classList.toggle("is-done", isDone);
  line.classList.toggle("is-open", !isDone);
  line.querySelector(".vh").textContent = isDone ? "Done: " : "Open: ";
}

/** Keeps the form's hidden fields equal to what the player knows. */
function keepFields() {
  if (!player) return;
  const { in: from, out: to } = player.marks;
  document.getElementById("mark-in").value = from === null ? "" : from.toFixed(3);
  document.getElementById("mark-out").value = to === null ? "" : to.toFixed(3);
  const played = document.getElementById("played");
  played.value = [played.dataset.before, player.ranges].filter(Boolean).join(",");
  document.getElementById("seconds-played").value = player.secondsPlayed.toFixed(1);
  tick("marked", from !== null && to !== null);
  tick("played", player.isMarkPlayed);
}

function takePlate(button) {
  const field = document.getElementById("registration");
  if (!button || field.matches(":disabled")) return;
  field.value = button.dataset.plate;
  for (const one of document.querySelectorAll("[data-plate]")) one.setAttribute("aria-pressed", String(one === button));
}

const plates = [...document.querySelectorAll("[data-plate]")];
const plateOf = (key) => () => takePlate(plates.find((one) => one.dataset.key.toLowerCase() === key));

function loupe() {
  const isOn = player.loupe.toggle();
  document.querySelector("[data-do=loupe]").setAttribute("aria-pressed", String(isOn));
}

const footage = player && {
  play: () => player.play(),
  back: () => player.back(),
  forward: () => player.forward(),
  in: () => player.mark("in"),
  out: () => player.mark("out"),
  incident: () => player.incident(),
  image: () => player.image(),
  still: () => player.still(),
  loupe,
};
const deeds = { ...footage, note: openNote, skip: () => leave("skip") };

for (const button of document.querySelectorAll("[data-do]")) {
  button.hidden = false;
  button.addEventListener("click", (event) => {
    deeds[button.dataset.do]?.();
    if (event.detail > 0) button.blur(); // a mouse click must not leave the space bar on this button
  });
}
for (const button of document.querySelectorAll("[data-rate]")) {
  button.addEventListener("click", (event) => {
    player?.setRate(Number(button.dataset.rate));
    if (event.detail > 0) button.blur();
  });
}
for (const button of plates) button.addEventListener("click", () => takePlate(button));
document.getElementById("scrub")?.addEventListener("pointerup", (event) => event.target.blur());

const footageKeys = footage && {
  " ": footage.play,
  ",": footage.back,
  ".": footage.forward,
  j: () => player.jump(-5),
  l: () => player.jump(5),
  "[": () => player.rate(-1),
  "]": () => player.rate(1),
  i: footage.in,
  o: footage.out,
  g: footage.incident,
  z: footage.loupe,
  b: footage.image,
  s: footage.still,
};
listen(
  {
    ...footageKeys,
    1: () => choose("1"),
    2: () => choose("2"),
    3: () => choose("3"),
    4: () => choose("4"),
    5: () => choose("5"),
    6: () => choose("6"),
    7: () => choose("7"),
    q: plateOf("q"),
    w: plateOf("w"),
    e: plateOf("e"),
    Enter: record,
    u: () => send("undo"),
    k: () => leave("skip"),
    "!": () => leave("urgent"),
    "shift+x": () => leave("seal"),
    n: openNote,
    t: takeTime,
    v: () => document.getElementById("preview")?.click(),
  },
  (key) => takeReason(key) || takeLetter(key),
);

/** Takes the first time that is offered, or asks for the reason that it needs. */
function takeTime() {
  const button = document.querySelector("[data-take]");
  if (!button) return;
  button.closest("details").open = true;
  const why = button.form.elements.why;
  if (why && !why.value) why.focus();
  else button.form.requestSubmit(button);
}

for (const form of document.querySelectorAll("[data-keeps-played]")) {
  form.addEventListener("submit", () => {
    form.elements.played.value = document.getElementById("played").value;
  });
}

const waiting = document.querySelector("[data-reload-after]");
if (waiting) {
  setTimeout(() => {
    const untouched = !document.querySelector("#record :checked[name=outcome]") && !document.getElementById("note-words")?.value;
    if (untouched && !document.activeElement?.closest(".settle")) location.reload();
  }, Number(waiting.dataset.reloadAfter) * 1000);
}
