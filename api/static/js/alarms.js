// Staff pages of those who see alarms: asks every 20 seconds, so that an urgent referral is seen within a minute.
import { showConnection } from "./staff.js";

const ASK_MS = 20_000;
const banner = document.getElementById("urgent");
const count = document.querySelector('.nav a[href="/problems"] .nav__count');
const known = new Set();
const title = document.title;

async function ask() {
  const answer = await fetch("/alarms.json", { headers: { Accept: "application/json" } }).catch(() => null);
  showConnection(answer !== null);
  if (answer?.ok) show(await answer.json());
}

function show({ open, urgent, newest }) {
  if (count) count.textContent = open;
  banner.hidden = urgent === 0;
  document.title = urgent ? `(${urgent} urgent) ${title}` : title;
  const unseen = newest.filter(({ id }) => !known.has(id));
  if (!urgent || !unseen.length) return;
  for (const { id } of newest) known.add(id);
  // Written only when something is new: a live region that is rewritten is read out again each time.
  const words = urgent === 1 ? newest[0].sentence : `${urgent} reports wait for the control room. ${newest[0].sentence}`;
  banner.querySelector("[data-words]").textContent = words;
}

setInterval(ask, ASK_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
ask();
