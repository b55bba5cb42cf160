// Keeps a status page that stays open as it is now. Without this file a reload does the same.
"use strict";

const PATIENCE = 30_000; // ms, when there is no room to listen
const main = document.querySelector("main");
const announced = document.getElementById("announced");
let shown = main.innerHTML; // as the server wrote it: what a reader has unfolded since does not count
let isAsking = false;
let isOld = false;

function listen() {
  const source = new EventSource(document.body.dataset.live);
  source.addEventListener("changed", refresh);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { refresh(); listen(); }, PATIENCE);
  });
}

async function refresh() {
  isOld = true;
  if (isAsking) return;
  isAsking = true;
  while (isOld) {
    isOld = false;
    await read().catch(() => {}); // the next event, or the connection's return, asks again
  }
  isAsking = false;
}

async function read() {
  const answer = await fetch(location.href, { cache: "no-cache" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = fresh.querySelector("main");
  if (!next || next.innerHTML === shown) return;
  shown = next.innerHTML;
  show(next);
  document.title = fresh.title;
  announced.textContent = `${document.body.dataset.said} ${main.querySelector("h1, .title").textContent}`;
}

function show(next) {
  const unfolded = new Set([...main.querySelectorAll("details[open]")].map((each) => each.dataset.of));
  const focused = main.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  main.replaceChildren(...next.childNodes);
  for (const each of main.querySelectorAll("details")) each.open = unfolded.has(each.dataset.of);
  if (focused) [...main.querySelectorAll("a, summary")].find((each) => nameOf(each) === focused)?.focus({ preventScroll: true });
}

function nameOf(element) {
  return element.getAttribute("href") ?? element.closest("details")?.dataset.of ?? null;
}

listen();
