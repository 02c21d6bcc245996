// Keeps the page up to date and sends what is typed. The page works without it, a reload at a time.
"use strict";

const body = document.body;
const atEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 80;
const toEnd = (list) => { list.scrollTop = list.scrollHeight; };

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const list of document.querySelectorAll(".messages")) {
    const next = fresh.getElementById(list.id);
    if (!next || next.innerHTML === list.innerHTML) continue;
    const stay = !atEnd(list);
    const at = list.scrollTop;
    list.replaceChildren(...next.childNodes);
    if (stay) list.scrollTop = at; else toEnd(list);
  }
  const places = document.querySelector(".places");
  places.replaceChildren(...fresh.querySelector(".places").childNodes);
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

new EventSource("/changes").onmessage = lookSoon;

for (const form of document.querySelectorAll("form.composer")) {
  const box = form.querySelector("textarea");
  const grow = () => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight, 160)}px`; };
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (press) => {
    if (press.key === "Enter" && !press.shiftKey && !press.isComposing) { press.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!box.value.trim()) return;
    const sent = new URLSearchParams(new FormData(form));
    box.value = "";
    grow();
    const list = form.previousElementSibling;
    toEnd(list);
    await fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
    lookSoon();
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-action]");
  if (!button) return;
  button.disabled = true;
  const sent = new URLSearchParams({ ts: button.dataset.ts, action: button.dataset.action });
  await fetch(`${body.dataset.place}/click?as=${body.dataset.as}`, { method: "POST", body: sent });
  button.disabled = false;
  lookSoon();
});

const menu = document.getElementById("menu");
menu.addEventListener("click", () => {
  const open = body.classList.toggle("menu");
  menu.setAttribute("aria-expanded", String(open));
});
document.getElementById("channel").addEventListener("click", (event) => {
  if (!event.target.closest("#menu")) { body.classList.remove("menu"); menu.setAttribute("aria-expanded", "false"); }
});

document.querySelectorAll(".messages").forEach(toEnd);
const first = document.getElementById("reply") || document.getElementById("text");
if (matchMedia("(hover: hover)").matches) first.focus();
