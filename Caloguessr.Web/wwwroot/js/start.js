// From a photo to an estimate: choose, drop or paste; preview at once; named stages; result or a problem with one way on.
import { events, smaller } from "./photo.js";

const byId = id => document.getElementById(id);
const views = ["start", "analysing", "result"];
const draftKey = "estimate";
const mostBytes = 10 * 1024 * 1024;
let chosen, prepared, running, countdown, current;

export function start() {
  const form = byId("photo-form");
  form.addEventListener("change", event => { if (event.target.type === "file") begin(event.target.files[0]); });
  addEventListener("dragover", event => { event.preventDefault(); form.classList.add("over"); });
  addEventListener("dragleave", event => { if (!event.relatedTarget) form.classList.remove("over"); });
  addEventListener("drop", event => { event.preventDefault(); form.classList.remove("over"); begin(event.dataTransfer.files[0]); });
  addEventListener("paste", event => { if (event.clipboardData.files.length > 0) begin(event.clipboardData.files[0]); });
  addEventListener("popstate", () => { keep(); show("start"); restore(); });
  // Its fragment would be a step of the history, away from the view.
  document.querySelector(".skip").addEventListener("click", event => { event.preventDefault(); byId("content").focus(); });
  byId("cancel").addEventListener("click", () => { running?.abort(); problem("cancelled"); });
  byId("again").addEventListener("click", () => history.back());
  byId("hint-form").addEventListener("submit", event => { event.preventDefault(); estimate(byId("hint").value); });
  byId("problem").addEventListener("click", act);
  addEventListener("pagehide", keep);
  // The diary removes what it saved: going back does not offer it again.
  addEventListener("pageshow", event => { if (event.persisted && current && !sessionStorage.getItem(draftKey)) location.reload(); });
  restore();
  // A photo chosen before this was loaded.
  const early = [...form.querySelectorAll("[type=file]")].find(input => input.files.length > 0);
  if (early) begin(early.files[0]);
}

function keep() {
  if (current) sessionStorage.setItem(draftKey, JSON.stringify(current()));
}

// A reload, going back and forward, or a save that failed must not lose an estimate; after a reload the photo itself is gone.
async function restore() {
  const draft = sessionStorage.getItem(draftKey);
  if (history.state?.view === "result" && draft) await showResult(JSON.parse(draft), begun()).catch(() => undefined);
  else history.replaceState(null, "");
}

// What is under way ends when something else begins.
function begun() {
  running?.abort();
  running = new AbortController();
  return running.signal;
}

function begin(file) {
  if (!file) return;
  chosen = file;
  prepared = undefined;
  for (const image of ["preview", "result-photo"]) byId(image).removeAttribute("src");
  byId("hint").value = "";
  for (const input of byId("photo-form").querySelectorAll("[type=file]")) input.value = "";
  if (history.state?.view) history.replaceState({ view: "analysing" }, "");
  else history.pushState({ view: "analysing" }, "");
  estimate("");
}

async function estimate(hint) {
  const mine = begun();
  clearInterval(countdown);
  byId("problem").replaceChildren();
  byId("arriving").replaceChildren();
  byId("progress").hidden = byId("analysing-title").hidden = false;
  show("analysing");
  stage("preparing");
  import("./editor.js").catch(() => undefined);
  try {
    const file = chosen, photo = prepared ?? await smaller(file);
    // Cancelled or not, it is kept for another try.
    if (file === chosen) preview(prepared = photo);
    if (mine.aborted) return;
    if (photo.size > mostBytes) return problem("too-large");
    const body = new FormData();
    body.append("photo", prepared, prepared.name ?? "photo");
    body.append("language", document.documentElement.lang);
    if (hint) body.append("hint", hint);
    const answer = await fetch("/api/estimates", { method: "POST", body, headers: { accept: "text/event-stream" }, signal: mine });
    if (!answer.headers.get("content-type")?.startsWith("text/event-stream")) {
      const details = await answer.json().catch(() => ({}));
      return mine.aborted || fail(details, answer);
    }
    for await (const event of events(answer.body)) {
      if (event.name === "stage") { stage(event.data.stage); if (event.data.stage === "looking") byId("arriving").replaceChildren(); }
      else if (event.name === "item") arrive(event.data);
      else if (event.name === "problem") return fail(event.data, answer);
      else if (event.name === "estimate") return await showResult(event.data, mine);
    }
    fail({}, answer);
  } catch (error) {
    if (mine.aborted) return;
    problem(error instanceof TypeError || !navigator.onLine ? "offline" : "unknown");
  }
}

// The photo as it travels: the original would be decoded once more, in full.
function preview(photo) {
  const images = ["preview", "result-photo"].map(byId);
  if (images[0].hasAttribute("src")) return;
  const url = URL.createObjectURL(photo);
  for (const image of images) image.src = url;
}

function stage(name) {
  const steps = [...document.querySelectorAll("[data-stage]")], at = steps.findIndex(step => step.dataset.stage === name);
  steps.forEach((step, index) => { step.className = index < at ? "done" : index === at ? "active" : ""; });
  if (at >= 0) byId("stage").textContent = steps[at].textContent;
}

function arrive(item) {
  const row = document.createElement("li"), name = document.createElement("span");
  row.className = "card";
  name.textContent = item.name;
  row.append(name);
  byId("arriving").append(row);
}

async function markup(draft, signal) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/meal-editor", { method: "POST", headers, body: JSON.stringify(draft), signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
}

async function showResult(draft, signal) {
  const [html, editor] = await Promise.all([markup(draft, signal), import("./editor.js")]);
  if (signal.aborted) return;
  const holder = byId("result-editor");
  holder.innerHTML = html;
  byId("result-photo").hidden = !chosen;
  byId("hint-form").hidden = !chosen || draft.model === "builtin";
  history.replaceState({ view: "result" }, "");
  show("result");
  const form = holder.querySelector("form");
  const snapshot = editor.start(form), newId = form.elements["new-id"];
  // Saved again because the answer was lost, it stands in the diary once.
  newId.value = draft.newId ?? newId.value;
  current = () => ({ ...draft, ...snapshot(), newId: newId.value });
  form.addEventListener("submit", event => {
    if (event.defaultPrevented) return;
    if ("keepPhotos" in byId("result").dataset && prepared) attach(form, prepared);
  });
}

// The photo travels with the meal only where the user chose to keep photos.
function attach(form, photo) {
  const files = new DataTransfer(), input = document.createElement("input");
  files.items.add(photo);
  input.type = "file";
  input.name = "photo";
  input.hidden = true;
  input.files = files.files;
  form.enctype = "multipart/form-data";
  form.append(input);
}

const kinds = { "api-key-missing": "key", "api-key-invalid": "key", throttled: "wait", "estimator-unavailable": "retry", "estimator-reply": "retry" };

// What happened and what it means, the API says in the user's language; the way on is the page's.
function fail(details, answer) {
  const code = /^urn:caloguessr:(.+)$/.exec(details.type ?? "")?.[1];
  if (!code) return problem(answer.status === 413 ? "too-large" : "unknown");
  problem(kinds[code] ?? "again", details.title, details.detail, Number(details.retryAfterSeconds ?? answer.headers.get("retry-after")) || 0);
}

function problem(name, title, detail, waitSeconds = 0) {
  const panel = document.querySelector(`template[data-problem="${name}"]`).content.cloneNode(true);
  if (title) panel.querySelector("[data-problem-title]").textContent = title;
  if (detail) panel.querySelector("[data-problem-detail]").textContent = detail;
  byId("progress").hidden = true;
  byId("analysing-title").hidden = true;
  byId("problem").replaceChildren(panel);
  byId("stage").textContent = "";
  byId("problem").querySelector("h1").focus({ preventScroll: true });
  if (waitSeconds > 0) countDown(waitSeconds);
}

function countDown(seconds) {
  const line = byId("problem").querySelector("[data-countdown]"), button = byId("problem").querySelector("[data-action]"), until = Date.now() + seconds * 1000;
  if (!line) return;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    line.textContent = line.dataset.countdown.replace("{0}", left);
    button.setAttribute("aria-disabled", String(left > 0));
    if (left <= 0) { clearInterval(countdown); line.textContent = ""; button.removeAttribute("aria-disabled"); }
  };
  countdown = setInterval(tick, 1000);
  tick();
}

function act(event) {
  const action = event.target.closest("[data-action]");
  if (!action) return;
  event.preventDefault();
  if (action.getAttribute("aria-disabled") === "true") return;
  if (action.dataset.action === "retry") estimate(byId("hint").value);
  else history.back();
}

function show(view) {
  if (view !== "analysing") running?.abort();
  for (const name of views) byId(name).hidden = name !== view;
  if (view === "start") { byId("result-editor").replaceChildren(); current = undefined; }
  else byId(`${view}-title`).focus({ preventScroll: true });
  scrollTo(0, 0);
}
