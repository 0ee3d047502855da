// Approvals by keyboard: J and K move between letters, A approves the one in focus, D opens its decline.
const proposals = [...document.querySelectorAll("[data-proposal]")];

function current() {
  return proposals.findIndex((one) => one.contains(document.activeElement));
}

function go(to) {
  const next = proposals[Math.min(Math.max(to, 0), proposals.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "start" });
}

function decline(proposal) {
  const details = proposal.querySelector("[data-decline]");
  details.open = true;
  details.querySelector("input[name=why]").focus();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const at = current();
  const key = event.key.toLowerCase();
  if (key === "j") go(at + 1);
  else if (key === "k") go(at - 1);
  else if (key === "a" && at >= 0) proposals[at].querySelector("[data-approve]").requestSubmit();
  else if (key === "d" && at >= 0) decline(proposals[at]);
  else return;
  event.preventDefault();
});

// One decision leads to the next letter: whoever comes from this page goes on where they were.
if (document.referrer === location.href) go(0);
