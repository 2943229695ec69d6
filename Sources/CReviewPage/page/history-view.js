// The view of all decisions, the latest first, however they were made.

import { get } from "./api.js";
import { undo } from "./decisions.js";
import { element } from "./elements.js";
import { historyTable } from "./history-table.js";
import { notify } from "./notifications.js";
import { translate } from "./texts.js";

let container = null;
let entries = [];
let isComplete = false;

/** Shows the view. */
export async function open(main) {
  container = main;
  entries = [];
  isComplete = false;
  container.replaceChildren(element("h1", { tabindex: "-1" }, translate("history")), element("p", { class: "empty" }, translate("loading")));
  await loadOlder();
  container?.querySelector("h1")?.focus({ preventScroll: true });
}

/** Leaves the view. */
export function close() { container = null; }

/** Undoes the latest decision of this window. */
export async function undoLatest() {
  if (await undo() && container) await open(container);
}

/** Handles a key. Returns false: this view has no keys of its own. */
export const handleKey = () => false;

async function loadOlder() {
  try {
    const response = await get("/api/history", { before: entries.at(-1)?.decisionID });
    entries.push(...response.entries);
    isComplete = response.isComplete;
  } catch (error) {
    notify(error.message, { lasting: true });
  }
  render();
}

function render() {
  if (!container) return;
  container.replaceChildren(
    element("h1", { tabindex: "-1" }, translate("history")),
    entries.length === 0 ? element("p", { class: "empty" }, translate("noHistory")) : historyTable(entries, () => open(container)),
    isComplete ? "" : element("p", {}, element("button", { type: "button", onclick: loadOlder }, translate("older"))));
}
