// Shows new requests, and what became of the faults, as they come. The page works without it, a reload at a time.
"use strict";

// What stands there keeps its place and stays open; what has come since is put before it.
function add(rows, fresh) {
  const first = rows.firstElementChild;
  if (first?.matches(".empty")) first.remove();
  for (const row of [...fresh.children]) {
    if (!row.id || document.getElementById(row.id)) return;
    rows.insertBefore(row, first?.isConnected ? first : null);
  }
}

async function look() {
  const answer = await fetch("/requests", { cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  add(document.getElementById("rows"), fresh.getElementById("rows"));
  for (const id of ["waiting", "acts"]) {
    const part = document.getElementById(id), next = fresh.getElementById(id);
    if (!part.isEqualNode(next) && !part.contains(document.activeElement)) part.replaceWith(next);
  }
}

// A burst of changes is looked at once.
let soon = 0;
new EventSource(`/changes?since=${document.body.dataset.version}`).onmessage = () => {
  clearTimeout(soon);
  soon = setTimeout(() => look().catch(() => {}), 300);
};
