// Draws the list of videos. File names are strangers' text: they only ever become text nodes.
const MEGABYTE = 1e6;

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** A size as the server words it: 148 MB. */
export function sizeWords(bytes) {
  if (bytes < MEGABYTE) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  if (bytes < 1000 * MEGABYTE) return `${Math.round(bytes / MEGABYTE)} MB`;
  return `${(bytes / (1000 * MEGABYTE)).toFixed(1).replace(".0", "")} GB`;
}

/** How long is left, roughly, in words. */
export function timeWords(seconds) {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 10) return "a few seconds left";
  if (seconds < 55) return `about ${Math.round(seconds / 10) * 10} seconds left`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
}

/** One line of the list, with the means to change it. */
export class VideoRow {
  constructor(name, removeWord = "Cancel") {
    this.element = make("li", "video");
    this.state = make("p", "video__state");
    this.bar = make("progress", "video__bar");
    this.bar.max = 100;
    this.bar.setAttribute("aria-label", name);
    this.button = make("button", "video__remove", removeWord);
    this.button.type = "button";
    this.button.append(make("span", "govuk-visually-hidden", ` ${name}`));
    const mark = make("span", "video__mark");
    mark.setAttribute("aria-hidden", "true");
    const words = make("div", "video__words");
    words.append(make("p", "video__name", name), this.state, this.bar);
    this.element.append(mark, words, this.button);
  }

  show(state, words, percent = 100) {
    this.element.className = `video video--${state}`;
    this.state.textContent = words;
    this.bar.value = percent;
  }
}

/** A line for a file the server already has. */
export function rowOf(footage) {
  const row = new VideoRow(footage.name, "Remove");
  row.element.dataset.id = footage.id;
  row.button.type = "submit";
  row.button.name = "remove";
  row.button.value = footage.id;
  if (footage.state === "receiving") {
    const received = `${sizeWords(footage.received_bytes)} of ${sizeWords(footage.size_bytes)}`;
    const percent = (100 * footage.received_bytes) / (footage.size_bytes || 1);
    row.show("receiving", `Not finished, ${received}. Choose the same file to go on.`, percent);
  } else {
    row.show(footage.state, [`Uploaded, ${sizeWords(footage.size_bytes)}`, footage.note].filter(Boolean).join(". "));
  }
  return row;
}
