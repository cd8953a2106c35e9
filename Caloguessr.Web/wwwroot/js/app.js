// What every page does: load what it asks for, and keep the offline page at hand.
if (document.getElementById("photo-form")) import("./start.js").then(page => page.start());
else document.querySelectorAll("[data-meal-editor]").forEach(form => import("./editor.js").then(page => page.start(form)));
document.querySelectorAll("form:not([data-meal-editor])").forEach(form => { if (form.querySelector("[data-food-search]")) import("./search.js").then(page => page.start(form)); });

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `time-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;

if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js").catch(() => undefined));
