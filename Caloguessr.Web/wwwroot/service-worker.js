// Pages and answers are personal and always come from the network. Only the offline page and its style are kept.
const cacheName = "offline-v1";
const offlinePage = "/offline";

self.addEventListener("install", event => event.waitUntil(keepOfflinePage().then(() => self.skipWaiting())));

self.addEventListener("activate", event => event.waitUntil(
  caches.keys().then(names => Promise.all(names.filter(name => name !== cacheName).map(name => caches.delete(name))))));

self.addEventListener("fetch", event => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(fetch(request).catch(() => caches.match(offlinePage)));
  else if (request.destination === "style") event.respondWith(fetch(request).catch(() => caches.match(request)));
});

async function keepOfflinePage() {
  const cache = await caches.open(cacheName);
  const page = await fetch(offlinePage);
  const styles = [...(await page.clone().text()).matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(found => `/${found[1].replace(/^\//, "")}`);
  await Promise.all([cache.put(offlinePage, page), cache.addAll(styles)]);
}
