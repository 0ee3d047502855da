// The decision on the desk: choosing with keys, what happens next, the claim's heartbeat, and undo.
import { showConnection } from "/static/js/staff.js";

const HEARTBEAT_MS = 60000;
const $ = (id) => document.getElementById(id);
const form = $("record");
const outcomes = [...form.querySelectorAll("[name=outcome]")];

/** The reasons of the chosen outcome. */
function reasons() {
  const chosen = outcomes.find((one) => one.checked);
  return chosen ? [...chosen.closest(".opt").querySelectorAll("[name=reason]")] : [];
}

function say(words) {
  $("record-words").textContent = words;
}

let awaitsLetter = false;

export function choose(key) {
  const outcome = outcomes.find((one) => one.dataset.key === key);
  if (!outcome || outcome.matches(":disabled")) return;
  outcome.checked = true;
  outcome.dispatchEvent(new Event("change", { bubbles: true }));
  awaitsLetter = reasons().length > 0;
  if (awaitsLetter) outcome.closest(".opt").scrollIntoView({ block: "nearest" });
}

/** After an outcome with reasons the next letter names the reason; any other key goes its own way. */
export function takeLetter(key) {
  if (!awaitsLetter) return false;
  const reason = reasons().find((one) => one.dataset.letter.toLowerCase() === key);
  if (!reason) return false;
  reason.checked = true;
  reason.dispatchEvent(new Event("change", { bubbles: true }));
  awaitsLetter = false;
  return true;
}

export function record() {
  if (form.querySelector(".rec")?.disabled ?? true) return;
  const chosen = outcomes.find((one) => one.checked);
  if (!chosen) say(`Choose an outcome first: ${outcomes.map((one) => one.dataset.key).join(", ")}`);
  else if (reasons().length && !reasons().some((one) => one.checked)) say("Choose the reason: press its letter");
  else form.requestSubmit();
}

form.addEventListener("change", ({ target }) => {
  if (target.name !== "outcome" && target.name !== "reason") return;
  say("");
  if (target.name !== "outcome") return;
  const mine = new Set(reasons());
  for (const reason of form.querySelectorAll("[name=reason]")) if (!mine.has(reason)) reason.checked = false;
  $("next-words").textContent = target.dataset.next || "The outcome is held for a moment, then it is final.";
});

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  form.querySelector(".rec").classList.add("is-sent");
});
addEventListener("pageshow", () => delete form.dataset.sent);

/** Posts a form that lies elsewhere on the page, when it is there. */
export function send(id) {
  $(id)?.requestSubmit();
}

export function openNote() {
  if (!$("note")) return;
  $("note").open = true;
  $("note-words").focus();
}

/** The preview shows what is chosen at this moment, so its address is written when it is followed. */
$("preview")?.addEventListener("click", ({ currentTarget }) => {
  const chosen = new FormData(form);
  const address = new URL(currentTarget.href);
  for (const name of ["outcome", "reason", "offence", "registration", "about"]) {
    address.searchParams.delete(name);
    if (chosen.get(name)) address.searchParams.set(name, chosen.get(name));
  }
  currentTarget.href = address;
});

function countDown() {
  const undo = $("undo");
  if (!undo) return;
  const end = performance.now() + Number(undo.dataset.seconds) * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    $("undo-words").textContent = left > 0 ? `Final in ${left} ${left === 1 ? "second" : "seconds"}.` : "It is final now.";
    if (left > 0) return;
    clearInterval(timer);
    undo.remove();
  }, 250);
}

async function beat() {
  const { heartbeat, csrf } = document.body.dataset;
  const answer = await fetch(heartbeat, { method: "POST", headers: { "X-CSRF": csrf } }).catch(() => null);
  showConnection(answer !== null);
  if (answer?.status === 409) $("claim-lost").hidden = false;
  else setTimeout(beat, HEARTBEAT_MS);
}

/** What was watched stays with the tab: adding an offence, or deciding the next one, asks nobody to watch it twice. */
function keepPlayed() {
  const played = $("played");
  const place = `played ${location.pathname} ${document.body.dataset.csrf}`;
  if (!played.value) played.value = played.dataset.before = sessionStorage.getItem(place) ?? "";
  addEventListener("submit", () => sessionStorage.setItem(place, played.value));
}

keepPlayed();
countDown();
if (document.body.dataset.heartbeat) setTimeout(beat, HEARTBEAT_MS);
