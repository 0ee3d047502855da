// While a dry-run is under way: look again, unless somebody is typing.
const progress = document.getElementById("progress");
if (progress) setInterval(() => {
  if (!/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")) location.reload();
}, Number(progress.dataset.again));
