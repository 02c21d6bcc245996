// Keeps the page up to date and sends what is typed. The page works without it, a reload at a time.
"use strict";

const body = document.body;
const atEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 80;

// To the end, or to the beginning of what is new where that is taller than the window.
function show(list, fresh) {
  list.scrollTop = list.scrollHeight;
  const day = fresh?.previousElementSibling;
  const top = day?.matches(".day") ? day : fresh;
  if (top) list.scrollTop = Math.min(list.scrollTop, top.offsetTop - list.offsetTop - 12);
}

// What did not change stays in place, and so do the keyboard's focus and a selection in it. Gives the first new message.
function merge(list, next) {
  let first = null;
  let at = list.firstElementChild;
  for (const fresh of [...next.children]) {
    if (at && at.isEqualNode(fresh)) {
      at = at.nextElementSibling;
    } else if (at && at.id === fresh.id) {
      at.replaceWith(fresh);
      at = fresh.nextElementSibling;
    } else {
      list.insertBefore(fresh, at);
      first ||= fresh;
    }
  }
  while (at) {
    const gone = at;
    at = at.nextElementSibling;
    gone.remove();
  }
  return first;
}

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const list of document.querySelectorAll(".messages")) {
    const next = fresh.getElementById(list.id);
    if (!next) continue;
    const follow = atEnd(list);
    const added = merge(list, next);
    if (follow && added) show(list, added); else if (added) below(list, added);
  }
  screen(fresh.getElementById("screen"));
  const places = fresh.querySelectorAll(".places ul");
  document.querySelectorAll(".places ul").forEach((list, index) => merge(list, places[index]));
}

// Whoever reads further up is not torn away from it, but told.
function below(list, fresh) {
  const jump = list.parentElement.querySelector(".jump");
  jump.hidden = false;
  jump.onclick = () => { show(list, fresh); list.focus(); };
  list.onscroll = () => { if (atEnd(list) || fresh.offsetTop - list.offsetTop < list.scrollTop + 40) jump.hidden = true; };
}

let looking = null;
function lookSoon() {
  if (looking) { looking.again = true; return; }
  looking = { again: false };
  look().catch(() => {}).finally(() => {
    const again = looking.again;
    looking = null;
    if (again) lookSoon();
  });
}

// With the version shown, nothing is missed between the page and the stream, or while the stream was broken.
new EventSource(`/changes?since=${body.dataset.version}`).onmessage = lookSoon;

for (const form of document.querySelectorAll("form.composer")) {
  const box = form.querySelector("textarea");
  const grow = () => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight, 160)}px`; };
  box.addEventListener("input", () => { box.setCustomValidity(""); grow(); });
  box.addEventListener("keydown", (press) => {
    if (press.key === "Enter" && !press.shiftKey && !press.isComposing) { press.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = box.value;
    if (!typed.trim()) return;
    const sent = new URLSearchParams(new FormData(form));
    box.value = "";
    grow();
    show(form.parentElement.querySelector(".messages"));
    let why = "the playground does not answer. Is it still running?";
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
      if (answer.type === "opaqueredirect") { lookSoon(); return; }
      why = await answer.text();
    } catch {
      // It says so below.
    }
    box.value ||= typed;
    box.setCustomValidity(`Not sent: ${why}`);
    box.reportValidity();
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-action]");
  if (!button) return;
  if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
  button.disabled = true;
  const menu = button.closest("details");
  if (menu) menu.open = false;
  const sent = new URLSearchParams({ ts: button.dataset.ts || "", action: button.dataset.action });
  if (button.dataset.option) sent.set("option", button.dataset.option);
  const where = button.dataset.view ? `view/${button.dataset.view}` : "click";
  await fetch(`${body.dataset.place}/${where}?as=${body.dataset.as}`, { method: "POST", body: sent, redirect: "manual" });
  button.disabled = false;
  lookSoon();
});

// The modal that stands on the screen: replaced only when it is another, so that nothing typed is lost.
const stage = document.getElementById("screen");
let before = null;
function screen(next, force = false) {
  const shown = stage.firstElementChild, fresh = next.firstElementChild;
  if (!force && shown?.id === fresh?.id) return;
  if (!shown) before = document.activeElement;
  stage.replaceChildren(...next.childNodes);
  for (const room of document.querySelectorAll("#sidebar, main, aside")) room.inert = Boolean(fresh);
  if (fresh) enter(); else before?.focus();
}

function enter() {
  const wrong = stage.querySelector("[aria-invalid]");
  (wrong || stage.querySelector(".field input, .field select") || stage.querySelector("[data-default]"))?.focus();
  wrong?.closest(".field").scrollIntoView({ block: "nearest" });
}

stage.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const sent = new URLSearchParams(new FormData(form, event.submitter));
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  await fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
  const answer = await fetch(location.href, { cache: "no-store" });
  screen(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("screen"), true);
});

// Enter in a field presses the main button, which is not the first of the form.
stage.addEventListener("keydown", (press) => {
  if (press.key !== "Enter" || press.target.tagName !== "INPUT") return;
  press.preventDefault();
  press.target.form.requestSubmit(press.target.form.querySelector("[data-default]"));
});

stage.addEventListener("input", async (event) => {
  const box = event.target;
  if (!box.dataset.suggest || box.value.trim().length < 2) return;
  const asked = new URLSearchParams({ as: body.dataset.as, block: box.dataset.suggest, q: box.value });
  const answer = await fetch(`${body.dataset.place}/view/${box.form.dataset.view}/options?${asked}`);
  if (!answer.ok) return;
  const options = (await answer.json()).map(({ value, label }) => Object.assign(new Option(label, value), { label }));
  document.getElementById(`list-${box.dataset.suggest}`).replaceChildren(...options);
});

// One menu of a message is open at a time, and none once something else is pressed.
document.addEventListener("click", (event) => {
  for (const other of document.querySelectorAll("details.overflow[open]")) {
    if (!other.contains(event.target)) other.open = false;
  }
});

const menu = document.getElementById("menu");
function turn(open) {
  body.classList.toggle("menu", open);
  menu.setAttribute("aria-expanded", String(open));
}
menu.addEventListener("click", () => {
  turn(!body.classList.contains("menu"));
  document.querySelector("#sidebar a[aria-current]").focus();
});
document.getElementById("channel").addEventListener("click", (event) => {
  if (!event.target.closest("#menu")) turn(false);
});
document.addEventListener("keydown", (press) => {
  if (press.key !== "Escape" || press.isComposing) return;
  const opened = document.querySelector("details.overflow[open]");
  if (opened) { opened.open = false; opened.querySelector("summary").focus(); return; }
  const close = stage.querySelector(".modal .close");
  if (close) { close.click(); return; }
  if (body.classList.contains("menu")) { turn(false); menu.focus(); } else document.querySelector(".close")?.click();
});

// A thread is read beside the message that it hangs on.
const parent = document.getElementById(`m${new URLSearchParams(location.search).get("thread")}`);
for (const list of document.querySelectorAll(".messages:not(.home)")) {
  show(list, list.contains(parent) ? parent : list.querySelector(".message:last-of-type"));
}
const first = document.getElementById("reply") || document.getElementById("text");
if (stage.firstElementChild) {
  for (const room of document.querySelectorAll("#sidebar, main, aside")) room.inert = true;
  enter();
} else if (first && matchMedia("(hover: hover)").matches) first.focus();
