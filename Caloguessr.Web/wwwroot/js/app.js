// What every page does: load what it asks for, and keep the offline page at hand.
if (document.getElementById("photo-form")) import("./start.js").then(page => page.start());
else document.querySelectorAll("[data-meal-editor]").forEach(form => import("./editor.js").then(page => page.start(form)));
if (document.querySelector("[data-diary]")) import("./diary.js");
const quickAdd = document.getElementById("quick-add");
if (quickAdd) {
  import("./search.js").then(page => page.start(quickAdd));
  quickAdd.addEventListener("food-chosen", event => location.assign(`/quick-add/${encodeURIComponent(event.detail.key)}`));
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `caloguessr-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;

if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js").catch(() => undefined));
