// The view of one product: its image, status, prediction and decisions.

import { get, thumbnailAddress } from "./api.js";
import { categoryName } from "./categories.js";
import { decisionOfKey, outcomeText, save, undo } from "./decisions.js";
import { element, photo } from "./elements.js";
import { historyTable } from "./history-table.js";
import { notify } from "./notifications.js";
import { decisionButtons, heading, predictions, similarProducts, skuLine } from "./product-parts.js";
import { translate } from "./texts.js";

let container = null;
let id = null;
let product = null;

/** Shows the product with an ID. */
export async function open(main, wantedID) {
  container = main;
  id = wantedID;
  product = null;
  container.replaceChildren(element("p", { class: "empty" }, translate("loading")));
  await load();
}

/** Leaves the view. */
export function close() { container = null; }

/** Undoes the latest decision of this window. */
export async function undoLatest() {
  if (await undo() && container) await load();
}

/** Handles a key. Returns whether the key has a meaning in this view. */
export function handleKey(event) {
  if (event.key === "Escape") {
    history.back();
    return true;
  }
  if (!product) return false;
  if (event.key === "Enter") {
    if (event.target.closest("a, button, summary") || product.status !== "review" || !product.category) return false;
    decide("accept");
    return true;
  }
  const decision = decisionOfKey(event.key);
  if (decision) decide(decision);
  return Boolean(decision);
}

async function load() {
  const wantedID = id;
  try {
    const response = await get("/api/product", { id });
    if (container && wantedID === id) render(response);
  } catch {
    container?.replaceChildren(
      element("h1", { class: "visually-hidden" }, translate("product")), element("p", { class: "empty" }, translate("notFound")));
  }
}

async function decide(decision) {
  const decided = product;
  if (decision === "accept" && decided.status === "confirmed") return history.back();
  const outcomes = await save([{ product: decided, decision }]);
  if (!outcomes) return;
  const { isSaved, text } = outcomeText(decided, decision, outcomes[0]);
  notify(text, { lasting: !isSaved });
  if (container) await load();
}

function render(response) {
  product = response.product;
  const title = heading(product);
  const fact = (name, value) => (value ? [element("dt", {}, name), element("dd", {}, value)] : []);
  const status = translate(`status.${product.status}`) + (product.isVerified ? `, ${translate("verified")}` : "");
  container.replaceChildren(
    element("article", { class: "single" },
      photo(product),
      element("div", { class: "side" },
        title,
        skuLine(product),
        element("dl", { class: "facts" },
          fact(translate("statusLabel"), status),
          fact(translate("decision"), product.decidedCategory ? categoryName(product.decidedCategory) : null),
          fact(translate("failureLabel"), product.failure),
          fact(translate("modelLabel"), product.model)),
        product.isBlind ? element("p", { class: "reason" }, translate("reason.blind")) : null,
        predictions(product),
        decisionButtons(product, decide))),
    product.failure ? "" : element("figure", { class: "seen" },
      element("img", { src: thumbnailAddress(product), alt: "", class: "coarse" }),
      element("figcaption", {}, translate("thumbnailLabel"))),
    similarProducts(response.similar) ?? "",
    response.history.length > 0
      ? element("section", {}, element("h2", {}, translate("productHistory")), historyTable(response.history, load, { withProduct: false }))
      : "");
  title.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
}
