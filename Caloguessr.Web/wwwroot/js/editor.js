// The meal editor: totals that follow every change. The markup, rows to add included, comes from the server.
import { halfWidth, honest, kinds, ring, sureness, totals, typed, withPortion } from "./meal.js";
import * as search from "./search.js";

const holdDelay = 400, holdPace = 90, mostGrams = 5000;

export function start(form) {
  const units = { energy: Number(form.dataset.energyPerKcal), mass: Number(form.dataset.massPerGram), energyName: form.dataset.energyUnit, massName: form.dataset.massUnit };
  const digits = units.massName === "oz" ? 1 : 0;
  const format = (number, options) => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0, ...options }).format(number);
  // Read again, a separator of thousands would be a decimal sign.
  const mass = grams => format(grams * units.mass, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });
  const energyNumber = kcal => format(honest(kcal * units.energy));
  const energy = kcal => `${energyNumber(kcal)}\u00a0${units.energyName}`;
  const find = (root, name) => root.querySelector(`[${name}]`);
  const rows = () => [...form.querySelectorAll("[data-item]")];
  const isOpen = row => "pending" in row.dataset;
  const field = (row, name) => row.querySelector(`[name="${name}"]`);
  const basis = row => JSON.parse(field(row, "item").value);
  const gramsIn = row => typed(field(row, "portion").value) / units.mass;
  const spread = row => row.dataset[field(row, "amount").value] && Number(row.dataset[field(row, "amount").value]);

  // What was shown rounded is not taken for an edit: as long as nobody touched it, the portion is the estimate's own.
  function current(row) {
    const item = basis(row), grams = gramsIn(row);
    if (!(grams > 0)) return item;
    return "touched" in row.dataset ? withPortion(item, grams, spread(row)) : item;
  }

  function showRow(row, item) {
    find(row, "data-energy").textContent = energy(item.energyKcal.value);
    find(row, "data-range").textContent = `${energyNumber(item.energyKcal.low)}–${energyNumber(item.energyKcal.high)}`;
    for (const kind of kinds) {
      const macro = row.querySelector(`[data-macro="${kind}"]`);
      macro.textContent = macro.textContent.replace(/[\d.,]+(?=\s*g$)/u, format(item[`${kind}Grams`]));
    }
    row.querySelectorAll("[data-grams]").forEach(chip => chip.setAttribute("aria-pressed", String(Math.abs(Number(chip.dataset.grams) - item.portionGrams) < 0.5)));
  }

  function showRing(meal) {
    const shape = ring(meal), drawing = find(form, "data-ring");
    for (const kind of kinds) {
      const segment = shape.segments.find(part => part.kind === kind);
      drawing.querySelectorAll(`[data-segment="${kind}"]`).forEach(circle => {
        circle.setAttribute("stroke-dasharray", segment ? `${segment.length} ${100 - segment.length}` : "0 100");
        circle.setAttribute("stroke-dashoffset", segment ? -segment.start : 0);
      });
      const letter = drawing.querySelector(`[data-letter="${kind}"]`);
      letter.setAttribute("opacity", segment?.labelled ? 1 : 0);
      if (segment) letter.setAttribute("transform", `translate(${segment.x} ${segment.y})`);
      form.querySelector(`[data-grams-of="${kind}"]`).textContent = `${format(meal[`${kind}Grams`])}\u00a0g`;
      form.querySelector(`[data-share-of="${kind}"]`).textContent = segment ? format(segment.share, { style: "percent" }) : "–";
    }
    find(drawing, "data-edge").setAttribute("r", shape.edge);
    find(drawing, "data-edge-start").setAttribute("offset", shape.radius / shape.edge);
    const total = find(drawing, "data-total");
    total.textContent = meal.energyKcal.value > 0 ? energyNumber(meal.energyKcal.value) : "?";
    total.classList.toggle("long", total.textContent.length > 5);
  }

  function refresh() {
    const counted = rows().filter(row => !isOpen(row)).map(row => ({ row, item: current(row) }));
    counted.forEach(({ row, item }) => showRow(row, item));
    const meal = totals(counted.map(({ item }) => item)), { low, value, high } = meal.energyKcal;
    showRing(meal);
    const about = find(form, "data-about");
    const words = (energyNumber(low) === energyNumber(high) ? about.dataset.exact : about.dataset.text)
      .replace("{0}", energy(value)).replace("{1}", energyNumber(low)).replace("{2}", energyNumber(high));
    about.textContent = value > 0 ? words : rows().some(isOpen) ? about.dataset.open : about.dataset.none;
    find(form, "data-ring").setAttribute("aria-label", about.textContent);
    find(form, "data-save-total").textContent = value > 0 ? energy(value) : "–";
    find(form, "data-save-range").textContent = value > 0 ? `${energyNumber(low)}–${energyNumber(high)}\u00a0${units.energyName}` : "";
    const sure = find(form, "data-sureness"), level = sureness(halfWidth(meal.energyKcal));
    const widest = counted.filter(({ row }) => field(row, "amount").value === "seen")
      .sort((a, b) => (b.item.energyKcal.high - b.item.energyKcal.low) - (a.item.energyKcal.high - a.item.energyKcal.low))[0];
    sure.textContent = value > 0 ? JSON.parse(sure.dataset.texts)[level] + (level > 0 && widest ? ` ${sure.dataset.reason.replace("{0}", widest.item.name)}` : "") : "";
    find(form, "data-empty").hidden = rows().length > 0;
  }

  function setGrams(row, grams, amount) {
    const within = Math.min(Math.max(grams, digits ? 1 / units.mass / 10 : 1), mostGrams);
    field(row, "portion").value = mass(within);
    touch(row, amount);
  }

  function touch(row, amount) {
    row.dataset.touched = "";
    field(row, "amount").value = amount;
    clearError();
    refresh();
  }

  function step(row, direction) {
    const unit = digits ? 0.5 : gramsIn(row) + direction < 50 ? 5 : 10, now = gramsIn(row) * units.mass;
    const next = direction > 0 ? Math.floor(now / unit + 1 + 1e-6) * unit : Math.ceil(now / unit - 1 - 1e-6) * unit;
    if (next > 0) setGrams(row, next / units.mass, "household");
  }

  async function rowOf(food, amount) {
    const answer = await fetch(`/meal-editor/item?${new URLSearchParams({ food, amount })}`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const row = holder.content.querySelector("[data-item]");
    search.start(row);
    return row;
  }

  // The amount on the plate stays what it is when only the food was wrong; a recogniser that sees no amounts has none to keep.
  // Arrow keys choose faster than the server answers: only the last choice of a row counts.
  const latest = new WeakMap();
  async function replace(row, food, keepAmount, choices) {
    const mine = {};
    latest.set(row, mine);
    const fresh = await rowOf(food, keepAmount ? "household" : "seen");
    if (latest.get(row) !== mine || !row.isConnected) return null;
    if (choices) {
      fresh.prepend(choices);
      const item = { ...basis(fresh), alternatives: basis(row).alternatives };
      field(fresh, "item").value = JSON.stringify(item);
    }
    const grams = gramsIn(row), amount = field(row, "amount").value;
    row.replaceWith(fresh);
    if (keepAmount && grams > 0) setGrams(fresh, grams, amount === "weighed" ? amount : "household");
    refresh();
    return fresh;
  }

  const status = find(form, "data-editor-status"), error = find(form, "data-editor-error");
  const corrected = form.elements.corrected;
  const clearError = () => { error.hidden = true; };
  const complain = text => { error.textContent = text; error.hidden = false; };

  function hold(button, act) {
    let timer, held = false;
    const stop = () => { clearTimeout(timer); clearInterval(timer); };
    button.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      stop();
      held = false;
      timer = setTimeout(() => { held = true; act(); timer = setInterval(act, holdPace); }, holdDelay);
    });
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(end, stop);
    button.addEventListener("contextmenu", event => event.preventDefault());
    // The click that ends a hold; one from the keyboard has no detail.
    button.addEventListener("click", event => { if (held && event.detail > 0) held = false; else act(); });
  }

  const ready = new WeakSet();
  form.addEventListener("pointerover", prepare);
  form.addEventListener("focusin", prepare);
  form.addEventListener("pointerdown", prepare, true);
  function prepare(event) {
    const button = event.target.closest("[data-step]");
    if (!button || ready.has(button)) return;
    ready.add(button);
    hold(button, () => step(button.closest("[data-item]"), Number(button.dataset.step)));
  }

  form.addEventListener("click", event => {
    const button = event.target.closest("button"), row = button?.closest("[data-item]");
    if (!row) return;
    if ("step" in button.dataset || "grams" in button.dataset || "remove" in button.dataset) event.preventDefault();
    if ("grams" in button.dataset) setGrams(row, Number(button.dataset.grams), "household");
    else if ("remove" in button.dataset) remove(row);
    else if ("replace" in button.dataset) {
      const box = find(row, "data-replacement");
      box.hidden = !box.hidden;
      button.setAttribute("aria-expanded", String(!box.hidden));
      if (!box.hidden) box.querySelector("input").focus();
    }
  });

  function remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    status.textContent = status.dataset.removed.replace("{0}", basis(row).name);
    row.remove();
    corrected.value = "true";
    clearError();
    refresh();
    (next ? find(next, "data-remove") : find(form, "data-add").querySelector("input")).focus();
  }

  form.addEventListener("input", event => {
    const row = event.target.closest("[data-item]");
    if (event.target.name === "portion" && gramsIn(row) > 0 && gramsIn(row) <= mostGrams) touch(row, "weighed");
  });
  const attempt = change => change().catch(() => complain(error.dataset.failed));
  form.addEventListener("change", event => {
    const row = event.target.closest("[data-item]");
    if (event.target.name === "portion" && !(gramsIn(row) > 0 && gramsIn(row) <= mostGrams)) setGrams(row, basis(row).portionGrams, field(row, "amount").value);
    else if (event.target.type === "radio") attempt(async () => {
      const fresh = await replace(row, event.target.value, false, find(row, "data-choices"));
      fresh?.querySelector(":checked")?.focus({ preventScroll: true });
    });
  });
  form.addEventListener("keydown", event => {
    if (event.target.name !== "portion") return;
    if (event.key === "Enter") { event.preventDefault(); event.target.blur(); }
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") { event.preventDefault(); step(event.target.closest("[data-item]"), event.key === "ArrowUp" ? 1 : -1); }
  });
  form.addEventListener("food-chosen", event => attempt(async () => {
    const row = event.target.closest("[data-item]");
    const added = row
      ? await replace(row, event.detail.key, !isOpen(row) && !find(row, "data-choices"), null)
      : find(form, "data-items").appendChild(await rowOf(event.detail.key, "household"));
    if (!added) return;
    corrected.value = "true";
    status.textContent = status.dataset.added.replace("{0}", event.detail.name);
    clearError();
    refresh();
    field(added, "portion").focus();
    field(added, "portion").select();
  }));
  form.addEventListener("submit", event => {
    if (event.submitter && "enter" in event.submitter.dataset) event.preventDefault();
    else if (rows().length === 0) { event.preventDefault(); complain(error.dataset.empty); }
    else if (rows().some(isOpen)) { event.preventDefault(); complain(error.dataset.open); rows().find(isOpen).querySelector("input[type=radio]").focus(); }
    else for (const row of rows()) if ("touched" in row.dataset) field(row, "item").value = JSON.stringify(current(row));
  });

  search.start(form);
  // What was typed before this was loaded.
  for (const row of rows()) if (field(row, "portion").value !== field(row, "portion").defaultValue && gramsIn(row) > 0) touch(row, "weighed");
  refresh();
  /** The meal as it stands, to be shown again later. */
  return () => ({
    items: rows().map(row => isOpen(row) ? basis(row) : current(row)), amounts: rows().map(row => field(row, "amount").value),
    isCorrected: corrected.value !== "",
  });
}
