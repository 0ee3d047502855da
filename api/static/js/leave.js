// Leaving a case undecided: a key opens a list of reasons, and the next letter chooses one.
let awaited = null;

/** Opens "skip", "urgent" or "seal" and waits for a letter where it has reasons. */
export function leave(way) {
  const details = document.getElementById(`leave-${way}`);
  if (!details) return;
  details.open = true;
  awaited = details.querySelector("[data-letter]") ? details : null;
  const field = details.querySelector("textarea");
  (field ?? details.querySelector("summary")).focus();
  details.scrollIntoView({ block: "nearest" });
}

export function takeReason(key) {
  if (!awaited?.open) return false;
  const button = [...awaited.querySelectorAll("[data-letter]")].find((one) => one.dataset.letter.toLowerCase() === key);
  awaited = null;
  button?.click();
  return Boolean(button);
}
