// Keys of one character: ? lists what keys do, [ and ] go to the neighbouring months. They can be switched off, and never act in a field.
(() => {
  const STORED = "ennoshita-keys";
  const list = document.querySelector("[data-shortcuts]");
  let dialog = null;

  const areOn = () => {
    try { return localStorage.getItem(STORED) !== "off"; } catch { return true; }
  };

  const wireSwitch = (root) => {
    const label = root.querySelector("[data-keys-switch]");
    if (!label) return;
    const box = label.querySelector("input");
    label.hidden = false;
    box.checked = areOn();
    box.addEventListener("change", () => {
      try { localStorage.setItem(STORED, box.checked ? "on" : "off"); } catch { /* it lasts for this page alone */ }
    });
  };

  const open = async () => {
    if (!list) return;
    if (!dialog) {
      const answer = await fetch(list.href, { headers: { "HX-Request": "true" } });
      if (answer.status !== 200) {
        location.assign(list.href);
        return;
      }
      dialog = document.createElement("dialog");
      dialog.className = "palette listing";
      dialog.setAttribute("aria-label", list.dataset.shortcuts);
      const close = document.createElement("button");
      close.type = "button";
      close.className = "btn";
      close.textContent = list.dataset.close;
      const title = document.createElement("h2");
      title.textContent = list.dataset.shortcuts;
      dialog.innerHTML = await answer.text();
      dialog.prepend(title);
      dialog.append(close);
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog || event.target === close) dialog.close();
      });
      document.body.append(dialog);
      wireSwitch(dialog);
    }
    if (!dialog.open) dialog.showModal();
  };

  wireSwitch(document);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !areOn()) return;
    if (event.target.closest?.("input, textarea, select, dialog, [contenteditable]")) return;
    if (event.key === "?") {
      event.preventDefault();
      open();
    } else if (event.key === "[" || event.key === "]") {
      const steps = document.querySelectorAll(".bar2 .month a");
      steps[event.key === "[" ? 0 : steps.length - 1]?.click();
    }
  });
})();
