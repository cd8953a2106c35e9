// Food search as one types: a combobox over GET /api/foods. Says "food-chosen" when one is taken.
const pause = 120, most = 8;

export function start(root = document) {
  root.querySelectorAll("[data-food-search]").forEach(enhance);
}

function enhance(search) {
  const input = search.querySelector("input"), list = search.querySelector("ul"), status = search.querySelector("[role=status]");
  let timer, request, foods = [], active = -1;

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = food => {
    close();
    input.value = "";
    search.dispatchEvent(new CustomEvent("food-chosen", { bubbles: true, detail: food }));
  };
  const mark = index => {
    active = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const say = text => {
    const option = document.createElement("li");
    option.className = "none";
    option.setAttribute("role", "option");
    option.setAttribute("aria-disabled", "true");
    option.textContent = text;
    list.replaceChildren(option);
    open(text);
  };
  const open = text => { list.hidden = false; active = -1; input.setAttribute("aria-expanded", "true"); input.removeAttribute("aria-activedescendant"); status.textContent = text; list.scrollIntoView({ block: "nearest" }); };
  const show = found => {
    foods = found;
    if (foods.length === 0) return say(search.dataset.none);
    list.replaceChildren(...foods.map(optionOf));
    open(search.dataset.found.replace("{0}", foods.length));
  };
  const optionOf = (food, index) => {
    const option = document.createElement("li"), name = document.createElement("span"), energy = document.createElement("span");
    option.id = `${input.id}-option-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    name.textContent = food.name;
    energy.className = "number small muted";
    energy.textContent = search.dataset.per.replace("{0}", energyText(food.energyKcal));
    option.append(name, energy);
    option.addEventListener("pointerdown", event => event.preventDefault());
    option.addEventListener("click", () => choose(food));
    return option;
  };
  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const query = input.value.trim();
    if (!query) return close();
    try {
      const answer = await fetch(`/api/foods?${new URLSearchParams({ q: query, limit: most, language: document.documentElement.lang })}`, { signal: request.signal });
      if (!answer.ok) throw new Error(`${answer.status}`);
      show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") { foods = []; say(search.dataset.failed); }
    }
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, pause); });
  input.addEventListener("blur", () => setTimeout(close));
  input.addEventListener("keydown", event => {
    const isOpen = !list.hidden && foods.length > 0;
    if (event.key === "Escape" && !list.hidden) { close(); event.preventDefault(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); if (isOpen) mark((active + 1) % foods.length); else ask(); }
    else if (event.key === "ArrowUp" && isOpen) { event.preventDefault(); mark((active <= 0 ? foods.length : active) - 1); }
    else if (event.key === "Enter" && isOpen && active >= 0) { event.preventDefault(); choose(foods[active]); }
    else if (event.key === "Enter" && search.closest("[data-meal-editor]")) { event.preventDefault(); if (isOpen) choose(foods[0]); }
  });
  // What was typed before this was loaded.
  if (document.activeElement === input && input.value !== input.defaultValue) ask();
}

function energyText(kcal) {
  const unit = document.documentElement.dataset.energy, number = unit === "kJ" ? kcal * 4.184 : kcal;
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 }).format(number)}\u00a0${unit}`;
}
