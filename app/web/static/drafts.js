// What was typed into a form that could not be taken (signed out meanwhile, a busy database) comes back with its page:
// in this tab, for this account, once. It stands in sessionStorage from sending until the next page, longer only where that
// page says so by data-unsaved. Passwords, codes, files and hidden fields are never kept.
(() => {
  const KEY = "ennoshita-draft";
  const here = () => location.pathname + location.search;
  const account = () => document.body.dataset.account;
  const fieldsOf = (form) => [...form.elements].filter((each) =>
    each.name && each.matches("textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit], [autocomplete=one-time-code])"));

  const keep = (draft) => {
    try { draft ? sessionStorage.setItem(KEY, JSON.stringify(draft)) : sessionStorage.removeItem(KEY); } catch { /* nothing is kept then */ }
  };

  const kept = () => {
    try { return JSON.parse(sessionStorage.getItem(KEY)); } catch { return null; }
  };

  const markUnsaved = () => {
    const said = document.querySelector("[data-unsaved]")?.dataset.unsaved;
    const draft = said && kept();
    if (draft) keep({ ...draft, said });
    return Boolean(said);
  };

  const fill = (form, draft) => {
    const left = [...draft.fields];
    for (const field of fieldsOf(form)) {
      const at = left.findIndex((each) => each.name === field.name && (field.type !== "radio" || each.value === field.value));
      if (at < 0) continue;
      const [found] = left.splice(at, 1);
      if (field.type === "checkbox" || field.type === "radio") field.checked = found.checked;
      else field.value = found.value;
    }
  };

  const restore = () => {
    const draft = kept();
    if (!draft || markUnsaved()) return;
    if (!draft.said) keep(null); // the page that followed is here: it was taken
    if (!account()) return;
    const isOurs = draft.said && draft.account === account();
    if (isOurs && draft.page !== here()) return;
    keep(null);
    const form = isOurs && [...document.forms].find((each) => each.getAttribute("action") === draft.action && each.method === "post");
    if (!form) return;
    fill(form, draft);
    const note = document.createElement("div");
    note.className = "note warn";
    note.setAttribute("role", "status");
    note.append(Object.assign(document.createElement("div"), { textContent: draft.said }));
    form.prepend(note);
    note.scrollIntoView({ block: "center" });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented && !form.hasAttribute("hx-post")) return;
    if (form.getAttribute("method")?.toLowerCase() !== "post" || !account()) return;
    const fields = fieldsOf(form).map(({ name, value, checked }) => ({ name, value, checked }));
    keep(fields.length ? { account: account(), page: here(), action: form.getAttribute("action"), fields } : null);
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = event.detail?.ctx;
    const isTaken = ctx?.request?.form && ctx.request.method === "POST" && ctx.response.status < 400;
    if (!markUnsaved() && isTaken) keep(null);
  });
  restore();
})();
