// The few things the shell does in the browser: the light switch, closing menus, the running clock, asking before a step back,
// Ctrl+Enter, files that are too large, tabs that scroll.
(() => {
  const root = document.documentElement;

  const switchTheme = () => {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = next;
    try { localStorage.setItem("ennoshita-theme", next); } catch { /* the choice then lasts for this page */ }
  };

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    closeMenus(event.target.closest("details.menu"));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    closeMenus(null);
    open?.querySelector("summary").focus();
  });

  // Ctrl+Enter, ⌘+Enter on a Mac: saves the form one types in, as its first button would.
  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || form?.method !== "post") return;
    const button = form.querySelector("button[type=submit]:not(:disabled)");
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  });

  // A form with data-confirm asks its sentence before anything else hears of it; without scripts it simply sends.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (!question || window.confirm(question)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // The answer to a form with data-once is shown this once: pressed again on a slow line, it would be lost to the second.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]")) return;
    if (form.dataset.once === "sent") event.preventDefault();
    form.dataset.once = "sent";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-once]")) form.dataset.once = "";
  });

  // What chooses every row of a list's page chooses none where all are chosen; without scripts it is a link that does it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-tick-all]");
    const boxes = link ? [...link.closest("form").querySelectorAll("input[name=row]")] : [];
    if (!boxes.length) return;
    event.preventDefault();
    const tick = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = tick;
  });

  // A select or file field marked data-submit sends its form when it changes.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // A file field with data-most-bytes says at once that a file is too large; the server says so as well.
  // Nothing is sent until another one is chosen: of a form that is refused unread, nothing that was typed would come back.
  const says = (field) => {
    const isTooLarge = [...field.files].some((file) => file.size > Number(field.dataset.mostBytes));
    field.setCustomValidity(isTooLarge ? field.dataset.tooLarge : "");
    return !isTooLarge || field.reportValidity();
  };
  document.addEventListener("change", (event) => {
    if (event.target.dataset?.mostBytes) says(event.target);
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("[data-most-bytes]");
    if (field && !says(field)) event.preventDefault();
  });

  // A row of tabs begins where the current one is, where the style sheet's word for it is not known.
  for (const tab of document.querySelectorAll(".tabs [aria-current], .sec [aria-current]")) {
    if (CSS.supports("scroll-initial-target", "nearest")) break;
    const row = tab.parentElement;
    row.scrollLeft = Math.max(0, tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2);
  }

  const clockText = (seconds) => {
    const two = (n) => String(n).padStart(2, "0");
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };

  const tick = () => {
    for (const clock of document.querySelectorAll("[data-started-at]")) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.startedAt)) / 1000));
      clock.textContent = clockText(seconds);
    }
  };

  setInterval(tick, 1000);
  tick();
})();
