// Sets light or dark before the first paint: what was chosen here, else what the system says. Loaded in the head, not deferred.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return localStorage.getItem("ennoshita-theme"); } catch { return null; }
  };
  const show = () => {
    document.documentElement.dataset.bsTheme = chosen() ?? (system.matches ? "dark" : "light");
  };
  system.addEventListener("change", show);
  addEventListener("beforeprint", () => { document.documentElement.dataset.bsTheme = "light"; });
  addEventListener("afterprint", show);
  addEventListener("storage", show);
  show();
})();
