// Every staff page: says when the connection is gone.
const banner = document.getElementById("offline");
const live = document.getElementById("live");
const words = document.getElementById("live-words");

export function showConnection(isThere) {
  banner.hidden = isThere;
  live?.classList.toggle("is-offline", !isThere);
  if (words) words.textContent = isThere ? "Live" : "Offline";
}

addEventListener("online", () => showConnection(true));
addEventListener("offline", () => showConnection(false));
if (!navigator.onLine) showConnection(false);
