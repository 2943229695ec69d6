// The view of the review queue, one product at a time: a large image, and one key for each decision.

import { get, imageAddress } from "./api.js";
import { categoryName } from "./categories.js";
import { decisionOfKey, outcomeText, save, undo } from "./decisions.js";
import { element, key, photo } from "./elements.js";
import { filterForm, isActive } from "./filter-form.js";
import { notify } from "./notifications.js";
import { decisionButtons, heading, predictions, similarProducts, skuLine } from "./product-parts.js";
import { translate } from "./texts.js";

/** The queue is fetched again when fewer products are left in this window. */
const minimumQueueLength = 10;
/** The number of products after the first whose images are loaded ahead. */
const preloadedCount = 3;

let container = null;
let queue = [];
let filter = {};
let skippedIDs = new Set();
/** Products decided in this window. A response that was on its way at that moment may still contain them. */
const decidedIDs = new Set();
let request = null;
/** Why the first product is shown again. */
let note = null;

/** Shows the view. */
export async function open(main) {
  container = main;
  render();
  await refill();
  render();
}

/** Leaves the view. The queue stays for the next time. */
export function close() { container = null; }

/** Fetches the queue again after a new model was activated. The product on the screen stays. */
export async function reload() {
  queue = queue.slice(0, container ? 1 : 0);
  await refill();
  if (container) render();
}

/** Puts products in front of the queue. */
export function putFirst(products) {
  const ids = new Set(products.map((product) => product.id));
  for (const id of ids) {
    decidedIDs.delete(id);
    skippedIDs.delete(id);
  }
  queue = [...products, ...queue.filter((product) => !ids.has(product.id))];
}

async function fetchQueue() {
  try {
    const products = await get("/api/queue", filter);
    // Products in the queue may have changed. The first one is on the screen and stays until it is decided.
    const current = new Map(products.map((product) => [product.id, product]));
    queue = queue.map((product, index) => (index > 0 && current.get(product.id)) || product);
    const knownIDs = new Set([...queue.map((product) => product.id), ...decidedIDs]);
    const added = products.filter((product) => !knownIDs.has(product.id));
    const unskipped = added.filter((product) => !skippedIDs.has(product.id));
    // Skipped products come back when no others are left.
    if (unskipped.length === 0 && queue.length === 0) {
      skippedIDs = new Set();
      queue.push(...added);
    } else {
      queue.push(...unskipped);
    }
  } catch (error) {
    notify(error.message, { lasting: true });
  } finally {
    request = null;
  }
}

async function refill() {
  request ??= fetchQueue();
  await request;
}

function showNext() {
  queue.shift();
  note = null;
  if (queue.length < minimumQueueLength) {
    refill().then(() => { if (container && !container.querySelector(".card")) render(); });
  }
  render();
}

/** Decides the product on the screen and shows the next one. */
async function decide(decision) {
  const product = queue[0];
  if (!product) return;
  if (decision === "accept" && product.status === "confirmed") return showNext();
  if (decision === "accept" && !product.category) return notify(translate("acceptHidden"));
  (decision === "skip" ? skippedIDs : decidedIDs).add(product.id);
  showNext();
  const outcomes = await save([{ product, decision }]);
  if (outcomes == null) {
    putFirst([product]);
    render();
    return;
  }
  const { isSaved, text } = outcomeText(product, decision, outcomes[0]);
  if (outcomes[0].current) {
    putFirst([outcomes[0].current]);
    note = text;
    render();
  } else {
    notify(text, { lasting: !isSaved });
  }
}

/** Undoes the latest decision of this window, and shows its product. */
export async function undoLatest() {
  const products = await undo();
  if (!products || products.length === 0) return;
  putFirst(products);
  note = null;
  if (container) render();
}

/** Handles a key. Returns whether the key has a meaning in this view. */
export function handleKey(event) {
  if (event.key === "Enter") {
    if (event.target.closest("a, button, summary")) return false;
    decide("accept");
    return true;
  }
  if (event.key.toLowerCase() === "f") {
    const details = container.querySelector(".filter");
    details.open = true;
    details.querySelector("select, input").focus();
    return true;
  }
  const decision = decisionOfKey(event.key);
  if (decision) decide(decision);
  return Boolean(decision);
}

async function setFilter(wanted) {
  filter = wanted;
  queue = [];
  note = null;
  // A request with the previous filter may be on its way.
  await request;
  queue = [];
  await refill();
  render();
}

function reasonText(product) {
  if (!product.isBlind) return translate("reason.uncertain");
  return translate(product.reason === "audit" ? "reason.audit" : "reason.blind");
}

/** Fetches similar products once. The predictions of similar products would reveal the hidden prediction of an audit. */
function fetchSimilar(product) {
  product.similar ??= product.isBlind ? Promise.resolve([]) : get("/api/similar", { id: product.id }).catch(() => []);
  return product.similar;
}

function renderEmpty() {
  const text = request ? "loading" : isActive(filter) ? "emptyFiltered" : "empty";
  container.replaceChildren(
    element("h1", { class: "visually-hidden", tabindex: "-1" }, translate("single")),
    filterForm(filter, setFilter),
    element("p", { class: "empty" }, translate(text)),
    text === "empty" ? element("p", { class: "faint" }, translate("emptyNote")) : "");
}

function render() {
  if (!container) return;
  const product = queue[0];
  if (!product) return renderEmpty();
  const isReturned = !note && product.decidedCategory && product.status === "review";
  const similar = element("div", {});
  const title = heading(product);
  container.replaceChildren(
    element("article", { class: "card single" },
      photo(product),
      element("div", { class: "side" },
        title,
        skuLine(product),
        note ? element("p", { class: "note", role: "alert" }, note) : null,
        isReturned ? element("p", { class: "note" }, translate("returned", { category: categoryName(product.decidedCategory) })) : null,
        element("p", { class: "reason" }, reasonText(product)),
        predictions(product),
        decisionButtons(product, decide),
        element("div", { class: "after" },
          element("button", { type: "button", onclick: undoLatest, "aria-keyshortcuts": "U" }, key("U"), element("span", {}, translate("undo"))),
          filterForm(filter, setFilter)),
        similar)));
  title.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  fetchSimilar(product).then((products) => similar.replaceWith(similarProducts(products) ?? ""));
  for (const next of queue.slice(1, 1 + preloadedCount)) {
    new Image().src = imageAddress(next);
    fetchSimilar(next);
  }
}
