// The upload page with JavaScript: files go up as soon as they are chosen, in pieces that survive a lost link.
import { problemWith } from "/static/js/upload_checks.js";
import { Sender } from "/static/js/upload_sender.js";
import { VideoRow, rowOf } from "/static/js/upload_rows.js";

const LOOK_AGAIN_MS = 3000;
const form = document.getElementById("upload");
const input = document.querySelector("input[name=footage]"); // the drop zone takes over its id
const section = document.getElementById("videos");
const list = document.getElementById("video-rows");
const status = document.getElementById("upload-status");
const senders = new Set();
let wake = null;

for (const element of document.querySelectorAll("[data-without-script]")) element.hidden = true;

function say(words, isShown = false) {
  status.textContent = words;
  status.classList.toggle("govuk-visually-hidden", !isShown);
  status.classList.toggle("govuk-inset-text", isShown);
}

async function keepAwake(wanted) {
  try {
    if (wanted && !wake) wake = await navigator.wakeLock?.request("screen");
    if (!wanted && wake) {
      await wake.release();
      wake = null;
    }
  } catch {
    wake = null; // a device may refuse; the upload does not depend on it
  }
}

function put(row) {
  section.hidden = false;
  list.append(row.element);
}

function finish(sender) {
  senders.delete(sender);
  if (!senders.size) keepAwake(false);
}

async function begin(file) {
  const row = new VideoRow(file.name);
  put(row);
  const problem = await problemWith(file, {
    maxBytes: Number(form.dataset.maxBytes),
    maxWords: form.dataset.maxWords,
    maxFiles: Number(form.dataset.maxFiles),
    count: list.querySelectorAll(".video:not(.video--failed)").length - 1,
  });
  if (problem) {
    fail(row, problem);
    return;
  }
  const sender = new Sender(file, {
    endpoint: form.dataset.uploadUrl,
    csrf: form.dataset.csrf,
    row,
    onDone: () => {
      finish(sender);
      row.show("received", "Uploaded");
      say(`${file.name} is uploaded`);
      refresh();
    },
    onFailed: (words) => {
      finish(sender);
      fail(row, words);
    },
  });
  senders.add(sender);
  keepAwake(true);
  row.show("receiving", "Starting", 0);
  row.button.addEventListener("click", async () => {
    finish(sender);
    await sender.cancel();
    row.element.remove();
    section.hidden = !list.children.length;
  });
  await sender.start();
}

function fail(row, words) {
  row.show("failed", words);
  row.button.firstChild.data = "Remove";
  say(words);
  row.button.addEventListener("click", () => {
    row.element.remove();
    section.hidden = !list.children.length;
  });
}

/** Puts the server's own list in place of the finished lines; looks again while footage is being read. */
async function refresh() {
  if (senders.size) return;
  const answer = await fetch(form.dataset.listUrl, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || senders.size) return;
  const { footage } = await answer.json();
  const failed = [...list.querySelectorAll(".video--failed")];
  list.replaceChildren(...footage.map((one) => rowOf(one).element), ...failed);
  section.hidden = !list.children.length;
  if (footage.some((one) => one.state === "received" || one.state === "reading")) setTimeout(refresh, LOOK_AGAIN_MS);
}

function takeChosen() {
  const files = [...input.files];
  if (!files.length) return;
  input.value = ""; // so that Continue does not send them a second time
  input.dispatchEvent(new Event("change")); // and the drop zone says so
  for (const file of files) begin(file);
}
input.addEventListener("change", takeChosen);
takeChosen(); // a quick hand has chosen before this script was there

form.addEventListener("submit", (event) => {
  if (!senders.size || event.submitter?.name === "remove") return;
  event.preventDefault();
  say("Your video is still being uploaded. Stay on this page until it has finished.", true);
});

addEventListener("offline", () => senders.forEach((sender) => sender.pause()));
addEventListener("online", () => senders.forEach((sender) => sender.resume()));
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && senders.size) keepAwake(true);
});
addEventListener("beforeunload", (event) => {
  if (senders.size) event.preventDefault();
});
if (list.querySelector(".video--reading, .video--received")) setTimeout(refresh, LOOK_AGAIN_MS);
