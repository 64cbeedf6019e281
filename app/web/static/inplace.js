// Forms that are taken in place (the macro in_place): what a page that loads does by itself. It clears what was sent, says what
// was said at its top where one is, and keeps the focus from getting lost.
(() => {
  const told = document.getElementById("told");
  if (!window.htmx || !told) return;
  // What a person opened stays open; what is wrong inside is opened below.
  window.htmx.config.morphIgnore.push("open");
  const FIRST_WRONG = "[aria-invalid=true]";
  let place = null;

  const of = (event) => {
    const ctx = event.detail?.ctx;
    return ctx?.request?.form && ctx.request.method === "POST" && ctx.select === "#main" ? ctx : null;
  };

  // The button says where it sends to, as it does without scripts.
  document.addEventListener("htmx:config:request", (event) => {
    const ctx = of(event);
    const named = ctx?.request.submitter?.getAttribute("formaction");
    if (named) [ctx.request.action, ctx.request.anchor] = named.split("#");
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = of(event);
    if (ctx) place = ctx.request.form.closest("[aria-labelledby]")?.getAttribute("aria-labelledby");
  });

  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
  };

  const say = (notes) => {
    told.classList.toggle("vh", notes.every(isSeen));
    told.replaceChildren(...notes.map((note) => {
      const copy = note.cloneNode(true);
      copy.removeAttribute("role");
      return copy;
    }));
  };

  const hush = () => told.replaceChildren();

  const focusOn = (element) => {
    const shut = element.closest("details:not([open])");
    if (shut) shut.open = true;
    element.focus();
  };

  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = of(event);
    if (!ctx) return;
    const form = ctx.request.form;
    const wrong = ctx.response.status >= 400;
    if (!wrong && form.isConnected) form.reset();
    say([...document.querySelectorAll("#main > .note")]);
    const first = wrong && ((form.isConnected && form.querySelector(FIRST_WRONG)) || document.querySelector(`#main ${FIRST_WRONG}`));
    if (first) focusOn(first);
    else if (document.activeElement === document.body) {
      const name = place && document.getElementById(place);
      if (!name) return;
      name.tabIndex = -1;
      name.focus({ preventScroll: true });
    }
  });

  // What is said away from its place goes with the next thing one does; it stands at the top of the page as well.
  document.addEventListener("pointerdown", (event) => { if (!told.contains(event.target)) hush(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });
  document.addEventListener("input", hush);
})();
