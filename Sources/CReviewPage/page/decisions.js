// Decisions of this window: requests in the order of the keys pressed, and undo.

import { post } from "./api.js";
import { categoryName, categoryOfKey } from "./categories.js";
import { titleOf } from "./elements.js";
import { notify } from "./notifications.js";
import { percent, translate } from "./texts.js";

let lastRequest = Promise.resolve();
let pending = 0;

/** Dispatches `decided` (detail: by how many products the review queue became shorter) and `pending`. */
export const events = new EventTarget();

// Batches of decision IDs, the latest last: one batch is what one undo undoes. They survive a reload of the page.
const storageKey = "tagger-decisions";
const maximumBatches = 1000;
const storedBatches = () => JSON.parse(sessionStorage.getItem(storageKey) ?? "[]");
const storeBatches = (batches) => sessionStorage.setItem(storageKey, JSON.stringify(batches.slice(-maximumBatches)));

/** Starts a request when the requests before it have ended. */
function inOrder(request) {
  pending += 1;
  events.dispatchEvent(new Event("pending"));
  const result = lastRequest.then(request).finally(() => {
    pending -= 1;
    events.dispatchEvent(new Event("pending"));
  });
  lastRequest = result.catch(() => {});
  return result;
}

/** The number of requests without a response. */
export const pendingCount = () => pending;

/** Sends a POST request. Notifies the person and returns null if the request fails. */
async function postOrNotify(path, body) {
  try {
    return await post(path, body);
  } catch (error) {
    // fetch throws a TypeError if the server cannot be reached.
    const reason = error instanceof TypeError ? translate("serverUnreachable") : error.message;
    notify(translate("notSaved", { reason }), { lasting: true });
    return null;
  }
}

/**
 * Saves decisions.
 *
 * Each of `entries` has a `product` and a `decision`: `accept`, `skip`, `none` or a category. Returns one outcome for each entry;
 * null if the request failed.
 */
export function save(entries) {
  return inOrder(async () => {
    const decisions = entries.map(({ product, decision }) => ({ id: product.id, decision, revision: product.revision }));
    const response = await postOrNotify("/api/decisions", { decisions });
    if (response == null) return null;
    const { outcomes } = response;
    const ids = outcomes.map((outcome) => outcome.decisionID).filter((id) => id != null);
    if (ids.length > 0) storeBatches([...storedBatches(), ids]);
    const removed = entries.filter(({ product, decision }, i) =>
      outcomes[i].decisionID != null && decision !== "skip" && product.status === "review").length;
    events.dispatchEvent(new CustomEvent("decided", { detail: removed }));
    return outcomes;
  });
}

/**
 * Undoes the decisions with these IDs; without an argument, the latest batch of this window.
 *
 * Returns the products afterwards; null if there is nothing to undo or the request failed.
 */
export function undo(ids = null) {
  return inOrder(async () => {
    const batches = storedBatches();
    const decisionIDs = ids ?? batches.at(-1);
    if (decisionIDs == null) {
      notify(translate("nothingToUndo"));
      return null;
    }
    const response = await postOrNotify("/api/undo", { decisionIDs });
    if (response == null) return null;
    const { undoneIDs, products } = response;
    storeBatches(batches.map((batch) => batch.filter((id) => !decisionIDs.includes(id))).filter((batch) => batch.length > 0));
    if (undoneIDs.length === 0) notify(translate("undoneElsewhere"));
    else if (undoneIDs.length === 1) notify(translate("undone", { title: products[0] ? titleOf(products[0]) : "" }));
    else notify(translate("undoneMany", { count: undoneIDs.length }));
    events.dispatchEvent(new CustomEvent("decided", { detail: -products.filter((product) => product.status === "review").length }));
    return products;
  });
}

/** The decision of a key: a category, `none` or `skip`; undefined for other keys. Enter depends on the view. */
export const decisionOfKey = (key) => (key.toLowerCase() === "s" ? "skip" : categoryOfKey(key));

/** The name of a decision, as buttons show it. */
function decisionName(product, decision) {
  if (decision === "skip") return translate("skip");
  return categoryName(decision === "accept" ? product.category : decision);
}

/** The text about the outcome of a decision on a product, and whether the decision was saved. */
export function outcomeText(product, decision, outcome) {
  const title = titleOf(product);
  if (outcome.isRemoved) return { isSaved: false, text: translate("removed", { title }) };
  if (outcome.current) {
    const now = outcome.current.decidedCategory;
    const values = { decision: decisionName(product, decision), title, now: categoryName(now) };
    return { isSaved: false, text: translate(now ? "outdated" : "outdatedOpen", values) };
  }
  if (decision === "skip") return { isSaved: true, text: translate("skipped", { title }) };
  let text = translate("saved", { title, category: categoryName(outcome.category) });
  // The prediction of an audit is shown after the decision.
  if (product.isBlind && outcome.predictedCategory) {
    const values = { category: categoryName(outcome.predictedCategory), percent: percent(outcome.confidence ?? 0) };
    text += ". " + translate(outcome.predictedCategory === outcome.category ? "predictionSame" : "predictionOther", values);
  }
  return { isSaved: true, text };
}
