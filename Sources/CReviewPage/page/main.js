// The start of the page: it chooses the view for an address, and handles the keys of all views.
//
// Each view is a module with open(main, parameter), close(), undoLatest() and handleKey(event).

import { fetchStart } from "./api.js";
import { setCategories } from "./categories.js";
import { pendingCount } from "./decisions.js";
import { element, key } from "./elements.js";
import * as grid from "./grid-view.js";
import * as history from "./history-view.js";
import { closeNotification, notify } from "./notifications.js";
import * as product from "./product-view.js";
import { learningEvents, start as startProgress } from "./progress.js";
import * as single from "./single-view.js";
import { setLanguage, translate } from "./texts.js";

const views = { single, grid, history, product };
const main = document.getElementById("main");
const help = document.getElementById("help");
let view = null;

/** A component of an address. An invalid one, typed by hand, is returned as it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Shows the view of the address: `#/`, `#/grid/CATEGORY`, `#/history` or `#/product/ID`. */
function showView() {
  const [, name, ...rest] = location.hash.split("/");
  const wanted = Object.hasOwn(views, name ?? "") ? name : "single";
  view?.close();
  view = views[wanted];
  for (const link of document.querySelectorAll("#views a")) {
    if (link.dataset.view === wanted) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  view.open(main, decoded(rest.join("/")));
}

function handleKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (help.open) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") main.focus();
    return;
  }
  // A key that is held down makes one decision.
  if (event.repeat && !event.key.startsWith("Arrow")) {
    event.preventDefault();
    return;
  }
  const address = { o: "#/", g: "#/grid", h: "#/history" }[event.key.toLowerCase()];
  if (event.key === "Escape" && closeNotification()) event.preventDefault();
  else if (view.handleKey(event)) event.preventDefault();
  else if (event.key.toLowerCase() === "u") view.undoLatest();
  else if (address) location.hash = address;
  else if (event.key === "?") showHelp();
}

function showHelp() {
  const row = (keys, name) => [element("dt", {}, keys.map((label) => key(label))), element("dd", {}, translate(`keys.${name}`))];
  help.replaceChildren(
    element("h2", { id: "help-title" }, translate("helpTitle")),
    element("dl", { class: "keys" },
      row(["1", "…", "9", "0"], "digits"), row(["⏎"], "enter"), row(["N"], "none"), row(["S"], "skip"), row(["U"], "undo"),
      row(["O"], "single"), row(["G"], "grid"), row(["H"], "history"), row(["F"], "filter"), row(["?"], "help")),
    element("form", { method: "dialog" }, element("button", { class: "primary", autofocus: true }, translate("close"))));
  // The content security policy forbids forms to submit (form-action 'none'), also to a dialog.
  help.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    help.close();
  });
  help.showModal();
}

function renderHeader(catalog) {
  document.title = translate("title", { catalog });
  document.getElementById("catalog").textContent = catalog;
  const link = (name, address, letter) =>
    element("a", { href: address, "data-view": name, "aria-keyshortcuts": letter }, translate(name), " ", key(letter));
  const navigation = document.getElementById("views");
  navigation.setAttribute("aria-label", translate("views"));
  navigation.replaceChildren(link("single", "#/", "O"), link("grid", "#/grid", "G"), link("history", "#/history", "H"),
    element("button", { type: "button", class: "plain", onclick: showHelp, "aria-keyshortcuts": "?" }, translate("help"), " ", key("?")));
}

async function run() {
  let start;
  try {
    start = await fetchStart();
  } catch (error) {
    main.replaceChildren(element("p", { class: "empty" }, error.message));
    return;
  }
  setLanguage(start.language);
  setCategories(start.categories);
  renderHeader(start.catalog);
  document.addEventListener("keydown", handleKey);
  window.addEventListener("hashchange", showView);
  window.addEventListener("beforeunload", (event) => { if (pendingCount() > 0) event.preventDefault(); });
  window.addEventListener("unhandledrejection", (event) => notify(String(event.reason?.message ?? event.reason), { lasting: true }));
  learningEvents.addEventListener("modelActivated", () => {
    single.reload();
    if (view === grid) showView();
  });
  showView();
  startProgress();
}

run();
