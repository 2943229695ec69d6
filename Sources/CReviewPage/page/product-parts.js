// Parts that the view of the queue and the view of one product share.

import { categories, categoryName } from "./categories.js";
import { element, isolated, key, photo, productLink, titleOf } from "./elements.js";
import { percent, translate } from "./texts.js";

/** The title of a product as the heading of a view. */
export const heading = (product) => element("h1", { tabindex: "-1" }, isolated(titleOf(product)));

/** The line with the SKU. */
export const skuLine = (product) => element("p", { class: "faint sku" }, translate("sku"), " ", isolated(product.sku));

/** Buttons for every decision on a product. `decide` is called with the decision. */
export function decisionButtons(product, decide) {
  const button = (label, shownKey, decision) =>
    element("button", { type: "button", onclick: () => decide(decision), "aria-keyshortcuts": shownKey },
      key(shownKey), element("span", {}, label));
  const acceptButton = (label) =>
    element("button", { type: "button", class: "primary", onclick: () => decide("accept"), "aria-keyshortcuts": "Enter" },
      key("⏎"), element("span", {}, label));
  const accept = product.status === "confirmed" ? acceptButton(translate("keep"))
    : product.category ? acceptButton(translate("accept", { category: categoryName(product.category) }))
      : null;
  return element("div", { class: "decisions", role: "group", "aria-label": translate("chooseCategory") },
    accept,
    element("div", { class: "categories" },
      categories().map((entry) => button(categoryName(entry.id), entry.key, entry.id)),
      button(categoryName("none"), "N", "none"),
      button(translate("skip"), "S", "skip")));
}

/** The most probable categories as bars; null if the product has no visible prediction. */
export function predictions(product) {
  if (product.probabilities.length === 0) return null;
  return element("section", { class: "predictions", "aria-labelledby": "predictions-title" },
    element("h2", { id: "predictions-title" }, translate("predictions")),
    element("ol", {}, product.probabilities.map(({ category, probability }) => {
      const bar = element("span", { class: "fill", "aria-hidden": "true" });
      bar.style.inlineSize = `${Math.round(probability * 100)}%`;
      return element("li", {},
        element("span", { class: "name" }, categoryName(category)),
        element("span", { class: "track", "aria-hidden": "true" }, bar),
        element("span", { class: "number" }, percent(probability)));
    })));
}

/** Similar products with their decided categories; null for an empty list. */
export function similarProducts(products) {
  if (products.length === 0) return null;
  return element("section", { class: "similar", "aria-labelledby": "similar-title" },
    element("h2", { id: "similar-title" }, translate("similar")),
    element("ul", {}, products.map((product) => element("li", {},
      photo(product, { small: true, alt: "" }),
      element("p", {}, productLink(product)),
      element("p", { class: "decided" }, categoryName(product.decidedCategory))))));
}
