// The palette: Ctrl+K or ⌘K opens it over any page. A combobox whose list the server writes; without scripts its link leads to the page.
(() => {
  const opener = document.querySelector("[data-palette]");
  if (!opener) return;
  let dialog = null;
  let asked = null;
  let waiting = 0;

  const find = (selector) => dialog.querySelector(selector);
  const options = () => [...dialog.querySelectorAll('[role="option"]')];

  const fetchPart = async (text) => {
    asked?.abort();
    asked = new AbortController();
    const address = `${opener.dataset.palette}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asked.signal });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return answer.text();
  };

  const choose = (option) => {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    const ask = find("#palette-ask");
    if (option) ask.setAttribute("aria-activedescendant", option.id);
    else ask.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };

  const listed = () => {
    choose(options()[0] ?? null);
    find("#palette-ask").setAttribute("aria-expanded", String(options().length > 0));
    find("[data-status]").textContent = find("#palette-list").dataset.said;
  };

  const search = async () => {
    try {
      find("[data-out]").innerHTML = await fetchPart(find("#palette-ask").value.trim());
      listed();
    } catch (error) {
      // A newer question took this one's place; or the page, which says what is wrong, answers instead.
      if (error.name !== "AbortError") location.assign(opener.href);
    }
  };

  const move = (step) => {
    const all = options();
    const now = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (all.length) choose(all[(now + step + all.length) % all.length]);
  };

  const onKey = (event) => {
    if (event.isComposing) return; // Enter and the arrows belong to the words being converted
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") find('[role="option"][aria-selected="true"]')?.click();
    else return;
    event.preventDefault();
  };

  const make = () => {
    const made = document.createElement("dialog");
    made.className = "palette";
    made.setAttribute("aria-label", opener.dataset.name);
    made.append(document.getElementById("palette").content.cloneNode(true));
    document.body.append(made);
    dialog = made;
    made.addEventListener("click", (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) location.assign(option.dataset.url);
      else if (event.target === made || event.target.closest("[data-close]")) made.close();
    });
    find("#palette-ask").addEventListener("keydown", onKey);
    find("#palette-ask").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(search, 120);
    });
  };

  const open = () => {
    if (!dialog) make();
    if (dialog.open) return;
    dialog.showModal();
    find("#palette-ask").select();
    search();
  };

  for (const each of document.querySelectorAll("[data-palette]")) {
    each.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab is the page's own
      event.preventDefault();
      open();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
})();
