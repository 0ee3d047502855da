// Single keys of the desk. They keep quiet in fields, with modifiers, and when the officer has switched them off.
const SWITCH = "desk-keys-off";
const WRITES = "input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select";

function belongsToTheControl(event) {
  const { target, key } = event;
  if (!(target instanceof Element)) return false;
  if (target.matches(WRITES)) return true;
  if (target.matches("[type=radio], [type=checkbox]")) return key === " " && !target.checked;
  return (key === "Enter" || key === " ") && target.matches("a, button, summary");
}

/** Calls `actions[key]`; before that, `first(key)` may take a key for itself. */
export function listen(actions, first) {
  const dialog = document.getElementById("keys");
  const onSwitch = document.getElementById("keys-on");
  onSwitch.checked = localStorage.getItem(SWITCH) !== "yes";
  onSwitch.addEventListener("change", () => localStorage.setItem(SWITCH, onSwitch.checked ? "no" : "yes"));
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
    if (!onSwitch.checked || belongsToTheControl(event)) return;
    const plain = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const key = event.shiftKey && Object.hasOwn(actions, `shift+${plain}`) ? `shift+${plain}` : plain;
    if (key === "?") dialog.showModal();
    else if (!first(key)) {
      if (!Object.hasOwn(actions, key)) return;
      actions[key]();
    }
    event.preventDefault();
  });
}
