// The diary and the settings work without this; here are only the shortcuts.
const kept = JSON.parse(sessionStorage.getItem("estimate"));
if (kept && kept.newId === new URLSearchParams(location.search).get("saved")) sessionStorage.removeItem("estimate");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy), status = document.querySelector("[data-copy-status]");
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); }
    catch { document.execCommand("copy"); }
    button.textContent = status.textContent = button.dataset.copied;
  });
}
