// Copies Tabler and htmx out of node_modules and draws the icon sprite. Run by `npm run vendor`; never needed to run the app.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

const here = new URL("./", import.meta.url);
const modules = new URL("../../../../node_modules/", here);
const from = (path) => new URL(path, modules);
const withoutMap = (text) => text.replace(/\n?\/[/*]# sourceMappingURL=.*$/gm, "");

writeFileSync(new URL("tabler.min.css", here), withoutMap(readFileSync(from("@tabler/core/dist/css/tabler.min.css"), "utf8")));
writeFileSync(new URL("htmx.min.js", here), withoutMap(readFileSync(from("htmx.org/dist/htmx.min.js"), "utf8")));
copyFileSync(from("htmx.org/LICENSE"), new URL("LICENSE.htmx.txt", here));
copyFileSync(from("@tabler/icons/LICENSE"), new URL("LICENSE.tabler-icons.txt", here));

const names = readFileSync(new URL("icons.txt", here), "utf8").split(/\s+/).filter(Boolean);
const symbols = names.map((name) => {
  const filled = name.endsWith("-filled");
  const file = filled ? `filled/${name.replace(/-filled$/, "")}` : `outline/${name}`;
  const svg = readFileSync(from(`@tabler/icons/icons/${file}.svg`), "utf8");
  const shapes = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  const drawn = shapes.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "").replace(/\s*\n\s*/g, "");
  const paint = filled ? 'fill="currentColor" stroke="none"' : 'stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${drawn}</symbol>`;
});
const note = "<!-- Tabler Icons, MIT, Copyright (c) 2020-2026 Paweł Kuna: vendor/LICENSE.tabler-icons.txt -->";
writeFileSync(new URL("../icons.svg", here), `${note}\n<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
