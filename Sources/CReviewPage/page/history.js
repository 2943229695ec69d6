// Every decision, the latest first, whichever way it was made; each can be taken back.

import { get } from "./server.js";
import { element, isolated, photo, productLink, tell, titleOf } from "./elements.js";
import { nameOf, undo } from "./session.js";
import { moment, percent, say } from "./words.js";

let place = null;
let entries = [];
let isEnd = false;

/** Shows the view. */
export async function open(main) {
  place = main;
  entries = [];
  isEnd = false;
  place.replaceChildren(element("h1", { tabindex: "-1" }, say("history")), element("p", { class: "empty" }, say("loading")));
  await more();
  place?.querySelector("h1")?.focus({ preventScroll: true });
}

/** Leaves the view. */
export function close() { place = null; }

/** Takes the latest decision of this window back. */
export async function takeBack() {
  if (await undo() && place) await open(place);
}

/** No key means something here. */
export const press = () => false;

async function more() {
  try {
    const page = await get("/api/history", { before: entries.at(-1)?.decision });
    entries.push(...page.entries);
    isEnd = page.entries.length < 50;
  } catch (error) {
    tell(error.message, { lasting: true });
  }
  render();
}

const answerOf = (entry) => (entry.action === "skip" ? say("skippedWord") : nameOf(entry.category));

/** A table of decisions; `changed` is called when one was taken back. */
export function table(shown, changed, { withProduct = true } = {}) {
  const row = (entry) => element("tr", { class: entry.undoneAt ? "undone" : null },
    element("td", { class: "when" }, element("time", { datetime: entry.decidedAt }, moment(entry.decidedAt))),
    withProduct
      ? element("td", { class: "product" }, photo(entry, { small: true, alt: "" }), element("span", {}, productLink(entry), element("span", { class: "faint" }, isolated(entry.sku))))
      : null,
    element("td", {}, answerOf(entry)),
    element("td", {}, entry.guess ? `${nameOf(entry.guess)} ${percent(entry.confidence ?? 0)}` : "–"),
    element("td", {}, entry.undoneAt
      ? element("span", { class: "faint" }, say("stateUndone"))
      : element("button", {
        type: "button", "aria-label": say("undoOne", { answer: answerOf(entry), title: titleOf(entry) }),
        onclick: async () => { if (await undo([entry.decision])) changed(); },
      }, say("undo"))));
  return element("div", { class: "scroll", role: "region", "aria-label": say("history"), tabindex: "0" }, element("table", {},
    element("thead", {}, element("tr", {},
      element("th", { scope: "col" }, say("when")),
      withProduct ? element("th", { scope: "col" }, say("product")) : null,
      element("th", { scope: "col" }, say("answer")),
      element("th", { scope: "col" }, say("guessThen")),
      element("th", { scope: "col" }, element("span", { class: "visually-hidden" }, say("undo"))))),
    element("tbody", {}, shown.map(row))));
}

function render() {
  if (!place) return;
  place.replaceChildren(
    element("h1", { tabindex: "-1" }, say("history")),
    entries.length === 0 ? element("p", { class: "empty" }, say("noHistory")) : table(entries, () => open(place)),
    isEnd ? "" : element("p", {}, element("button", { type: "button", onclick: more }, say("older"))));
}
