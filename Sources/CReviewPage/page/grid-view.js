// The view of products with the same prediction: a person marks the wrong ones and accepts the others with one key.

import { get } from "./api.js";
import { categoriesAndNone, categoryName, categoryOfKey } from "./categories.js";
import { save, undo } from "./decisions.js";
import { element, isolated, key, photo, titleOf } from "./elements.js";
import { notify } from "./notifications.js";
import { putFirst } from "./single-view.js";
import { number, translate } from "./texts.js";

const pageLength = 24;
/** The largest number of products in a response of the server. */
const maximumLength = 200;

let container = null;
/** The predicted category of the page. */
let category = null;
/** The number of products in the queue by predicted category. */
let counts = {};
let products = [];
/** Marked products by ID: the other category, or null for a wrong prediction without another category. */
let marks = new Map();
/** Products of earlier pages that were marked without another category, by ID. */
let postponed = new Map();
let isSaving = false;

/** Shows the products with a predicted category; the most frequent one if none is named. */
export async function open(main, wanted) {
  container = main;
  container.replaceChildren(element("h1", { tabindex: "-1" }, translate("grid")), element("p", { class: "empty" }, translate("loading")));
  try {
    counts = await get("/api/predicted-categories");
    const mostFrequent = Object.keys(counts).sort((a, b) => counts[b] - counts[a])[0];
    category = wanted && categoriesAndNone().some((entry) => entry.id === wanted) ? wanted : mostFrequent ?? null;
    await load();
  } catch (error) {
    notify(error.message, { lasting: true });
  }
}

/** Leaves the view. */
export function close() { container = null; }

async function load() {
  marks = new Map();
  const wanted = category;
  const limit = Math.min(maximumLength, pageLength + postponed.size);
  const response = category ? await get("/api/grid", { category, limit }) : [];
  // Another category may have been selected in the meantime.
  if (wanted !== category) return;
  products = response.filter((product) => !postponed.has(product.id)).slice(0, pageLength);
  render();
}

function markText(product) {
  if (!marks.has(product.id)) return translate("tileCorrect");
  const other = marks.get(product.id);
  return other ? translate("tileOther", { category: categoryName(other) }) : translate("tileWrong");
}

function tile(product, index) {
  const isMarked = marks.has(product.id);
  const button = element("button", {
    type: "button", class: isMarked ? "tile wrong" : "tile", "data-index": index, "aria-pressed": String(isMarked),
    onclick: () => mark(index, isMarked ? undefined : null),
  },
    photo(product, { small: true, alt: "" }),
    element("span", { class: "title" }, isolated(titleOf(product))),
    element("span", { class: "state" }, markText(product)));
  return element("li", {}, button);
}

/** Marks a product with another category; null marks it as wrong, undefined removes the mark. */
function mark(index, other) {
  const product = products[index];
  if (other === undefined || other === category) marks.delete(product.id);
  else marks.set(product.id, other);
  container.querySelectorAll(".tiles > li")[index].replaceWith(tile(product, index));
  container.querySelector(`[data-index="${index}"]`).focus();
  container.querySelectorAll(".accept").forEach((button) => button.replaceWith(acceptButton()));
}

function acceptButton() {
  const otherCount = [...marks.values()].filter((other) => other).length;
  const values = { count: number(products.length - marks.size), category: categoryName(category), other: number(otherCount) };
  return element("button", {
    type: "button", class: "primary accept", onclick: accept, "aria-keyshortcuts": "Enter",
    disabled: marks.size === products.length && otherCount === 0,
  }, key("⏎"), element("span", {}, translate(otherCount > 0 ? "gridAcceptAndSet" : "gridAccept", values)));
}

/** Saves the decisions of the page and shows the next page. */
async function accept() {
  if (isSaving || products.length === 0) return;
  isSaving = true;
  const isWrong = (product) => marks.get(product.id) === null;
  const wrong = products.filter(isWrong);
  const entries = products.filter((product) => !isWrong(product))
    .map((product) => ({ product, decision: marks.get(product.id) ?? "accept" }));
  const outcomes = entries.length > 0 ? await save(entries) : [];
  isSaving = false;
  if (outcomes == null) return;
  for (const product of wrong) postponed.set(product.id, product);
  const savedCount = outcomes.filter((outcome) => outcome.decisionID != null).length;
  const outdatedCount = outcomes.length - savedCount;
  const texts = [translate("savedMany", { count: number(savedCount) })];
  if (outdatedCount > 0) texts.push(translate("outdatedMany", { count: number(outdatedCount) }));
  notify(texts.join(" "), { lasting: outdatedCount > 0 });
  counts[category] = Math.max(0, (counts[category] ?? 0) - outcomes.length);
  if (container) await load();
}

/** Undoes the latest decisions of this window: a whole page at once. */
export async function undoLatest() {
  const undone = await undo();
  if (!undone) return;
  for (const product of undone) postponed.delete(product.id);
  if (container) {
    counts = await get("/api/predicted-categories");
    await load();
  }
}

/** Handles a key. Returns whether the key has a meaning in this view. */
export function handleKey(event) {
  if (event.key === "Enter") {
    if (event.target.closest("a, summary, .accept, .choose")) return false;
    accept();
    return true;
  }
  const tiles = [...container.querySelectorAll(".tile")];
  const index = tiles.indexOf(document.activeElement);
  const columnCount = tiles.filter((other) => other.offsetTop === tiles[0]?.offsetTop).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columnCount, ArrowDown: columnCount }[event.key];
  if (step && tiles.length > 0) {
    const next = index < 0 ? 0 : index + step;
    tiles[Math.max(0, Math.min(tiles.length - 1, next))].focus();
    return true;
  }
  const other = categoryOfKey(event.key);
  if (other && index >= 0) {
    mark(index, other);
    return true;
  }
  return false;
}

function categoryMenu() {
  const choices = categoriesAndNone().filter((entry) => counts[entry.id] > 0 || entry.id === category);
  if (choices.length === 0) return null;
  const option = ({ id }) => element("option", { value: id, selected: id === category },
    translate("gridOption", { category: categoryName(id), count: number(counts[id] ?? 0) }));
  return element("label", { class: "choose" }, translate("predictedCategory"),
    element("select", { onchange: (event) => { location.hash = `#/grid/${encodeURIComponent(event.target.value)}`; } }, choices.map(option)));
}

/** Goes to the postponed products, one by one. */
function decidePostponed() {
  putFirst([...postponed.values()]);
  postponed = new Map();
  location.hash = "#/";
}

function render() {
  if (!container) return;
  const title = element("h1", { tabindex: "-1" }, category ? categoryName(category) : translate("grid"));
  const hasOthers = category && Object.values(counts).some((count) => count > 0);
  container.replaceChildren(
    element("div", { class: "grid-head" }, title, categoryMenu()),
    products.length === 0
      ? element("p", { class: "empty" }, translate(hasOthers ? "gridEmpty" : "gridNone"))
      : element("div", { class: "grid" },
        element("p", {}, translate("gridIntro", { category: categoryName(category) })),
        element("p", { class: "faint keyboard" }, translate("gridKeys")),
        acceptButton(),
        element("ul", { class: "tiles" }, products.map(tile)),
        acceptButton()),
    postponed.size > 0
      ? element("p", {}, element("button", { type: "button", onclick: decidePostponed }, translate("gridPostponed", { count: number(postponed.size) })))
      : "");
  title.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
}
