// What every page does: nothing but keep the offline page at hand and load what the page asks for.
if (document.querySelector("[data-food-search]")) import("./search.js").then(search => search.start());
if (document.getElementById("photo-form")) import("./start.js").then(start => start.start());
if (document.querySelector("[data-meal-editor]")) import("./editor.js").then(editor => editor.start(document));

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `time-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;

if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js").catch(() => undefined));
