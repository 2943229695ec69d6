// The page: which view is shown, and what keys do everywhere.

import { begin } from "./server.js";
import { element, hush, key, tell } from "./elements.js";
import { know, pendingCount } from "./session.js";
import { learningEvents, start } from "./progress.js";
import { say, speak } from "./words.js";
import * as single from "./single.js";
import * as grid from "./grid.js";
import * as history from "./history.js";
import * as product from "./product.js";

const views = { single, grid, history, product };
const main = document.getElementById("main");
const help = document.getElementById("help");
let view = null;

/** What an address means; itself where it was made by hand and means nothing. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function route() {
  const [, name, ...rest] = location.hash.split("/");
  const wanted = Object.hasOwn(views, name ?? "") ? name : "single";
  const parameter = decoded(rest.join("/"));
  view?.close();
  view = views[wanted];
  for (const link of document.querySelectorAll("#views a")) {
    if (link.dataset.view === wanted) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  view.open(main, parameter);
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (help.open) return;
  const field = event.target.closest("input, select, textarea");
  if (field) {
    if (event.key === "Escape") main.focus();
    return;
  }
  // A key that is held answers once.
  if (event.repeat && !event.key.startsWith("Arrow")) {
    event.preventDefault();
    return;
  }
  const go = { o: "#/", g: "#/grid", h: "#/history" }[event.key.toLowerCase()];
  if (event.key === "Escape" && hush()) event.preventDefault();
  else if (view.press(event)) event.preventDefault();
  else if (event.key.toLowerCase() === "u") view.takeBack();
  else if (go) location.hash = go;
  else if (event.key === "?") showHelp();
}

function showHelp() {
  const row = (keys, name) => [element("dt", {}, keys.map((one) => key(one))), element("dd", {}, say(`keys.${name}`))];
  help.replaceChildren(
    element("h2", { id: "help-title" }, say("helpTitle")),
    element("dl", { class: "keys" }, row(["1", "…", "9", "0"], "digits"), row(["⏎"], "enter"), row(["N"], "n"), row(["S"], "s"),
      row(["U"], "u"), row(["O"], "o"), row(["G"], "g"), row(["H"], "h"), row(["F"], "f"), row(["?"], "help")),
    element("form", { method: "dialog" }, element("button", { class: "primary", autofocus: true }, say("close"))));
  // Nothing is sent anywhere, so the button closes by hand.
  help.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    help.close();
  });
  help.showModal();
}

async function run() {
  const wanted = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => tag === "en" || tag === "pt");
  speak(wanted === "pt" ? "pt-BR" : "en");
  let beginning;
  try {
    beginning = await begin();
  } catch (error) {
    main.replaceChildren(element("p", { class: "empty" }, error.message));
    return;
  }
  know(beginning.categories);
  document.title = say("title", { catalog: beginning.catalog });
  document.getElementById("catalog").textContent = beginning.catalog;
  const link = (view, hash, letter) =>
    element("a", { href: hash, "data-view": view, "aria-keyshortcuts": letter }, say(view), " ", key(letter));
  const nav = document.getElementById("views");
  nav.setAttribute("aria-label", say("views"));
  nav.replaceChildren(link("single", "#/", "O"), link("grid", "#/grid", "G"), link("history", "#/history", "H"),
    element("button", { type: "button", class: "plain", onclick: showHelp, "aria-keyshortcuts": "?" }, say("help"), " ", key("?")));
  document.addEventListener("keydown", press);
  window.addEventListener("hashchange", route);
  window.addEventListener("beforeunload", (event) => { if (pendingCount() > 0) event.preventDefault(); });
  window.addEventListener("unhandledrejection", (event) => tell(String(event.reason?.message ?? event.reason), { lasting: true }));
  learningEvents.addEventListener("learned", () => {
    single.renew();
    if (view === grid) route();
  });
  route();
  start();
}

run();
