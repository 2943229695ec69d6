// A table of decisions.

import { categoryName } from "./categories.js";
import { undo } from "./decisions.js";
import { element, isolated, photo, productLink, titleOf } from "./elements.js";
import { dateTime, percent, translate } from "./texts.js";

const decisionOf = (entry) => (entry.action === "skip" ? translate("skippedDecision") : categoryName(entry.category));

/** A table of history entries. `didUndo` is called after a decision was undone. */
export function historyTable(entries, didUndo, { withProduct = true } = {}) {
  const header = (content) => element("th", { scope: "col" }, content);
  const row = (entry) => element("tr", { class: entry.undoneAt ? "undone" : null },
    element("td", { class: "date" }, element("time", { datetime: entry.decidedAt }, dateTime(entry.decidedAt))),
    withProduct
      ? element("td", { class: "product" }, photo(entry, { small: true, alt: "" }),
        element("span", {}, productLink(entry), element("span", { class: "faint" }, isolated(entry.sku))))
      : null,
    element("td", {}, decisionOf(entry)),
    element("td", {}, entry.predictedCategory ? `${categoryName(entry.predictedCategory)} ${percent(entry.confidence ?? 0)}` : "–"),
    element("td", {}, entry.undoneAt
      ? element("span", { class: "faint" }, translate("undoneState"))
      : element("button", {
        type: "button", "aria-label": translate("undoOne", { decision: decisionOf(entry), title: titleOf(entry) }),
        onclick: async () => { if (await undo([entry.decisionID])) didUndo(); },
      }, translate("undo"))));
  return element("div", { class: "scroll", role: "region", "aria-label": translate("history"), tabindex: "0" }, element("table", {},
    element("thead", {}, element("tr", {},
      header(translate("date")),
      withProduct ? header(translate("product")) : null,
      header(translate("decision")),
      header(translate("prediction")),
      header(element("span", { class: "visually-hidden" }, translate("undo"))))),
    element("tbody", {}, entries.map(row))));
}
