// The diary and the settings work without this; here are only the shortcuts.
for (const form of document.querySelectorAll("[data-submit-on-change]"))
  form.addEventListener("change", () => { if (form.reportValidity()) form.requestSubmit(); });

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
