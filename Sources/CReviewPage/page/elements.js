// DOM elements. Texts are only set as text nodes, so that a title or SKU cannot become markup.

import { imageAddress, productAddress, thumbnailAddress } from "./api.js";
import { translate } from "./texts.js";

/**
 * Creates an element with attributes and children.
 *
 * An attribute `on…` adds an event listener, `true` sets an attribute without a value, and `null` and `false` leave the attribute
 * out. Children that are `null` or `false` are left out too.
 */
export function element(name, attributes = {}, ...children) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (key.startsWith("on")) created.addEventListener(key.slice(2), value);
    else created.setAttribute(key, value === true ? "" : value);
  }
  created.append(...children.flat().filter((child) => child != null && child !== false));
  return created;
}

/** A key of the keyboard. Screen readers read `aria-keyshortcuts` instead. */
export const key = (name) => element("kbd", { "aria-hidden": "true" }, name);

/** The title of a product, or its SKU, or a placeholder. */
export const titleOf = (product) => product.title || product.sku || translate("untitled");

/** A text whose writing direction does not affect the text around it. */
export const isolated = (text) => element("bdi", {}, text);

/** A link to the view of a product. */
export const productLink = (product) => element("a", { href: productAddress(product) }, isolated(titleOf(product)));

/**
 * A product's image; the thumbnail if the image cannot be displayed; a placeholder if there is no thumbnail.
 *
 * `small` returns the image alone, loaded when it scrolls into view; otherwise the image is in a figure with a caption.
 */
export function photo(product, { small = false, alt = translate("photo", { title: titleOf(product) }) } = {}) {
  const image = element("img", {
    src: imageAddress(product), alt, decoding: small ? "async" : "sync", loading: small ? "lazy" : "eager",
  });
  const caption = element("figcaption", { hidden: true }, translate("thumbnailInstead"));
  image.addEventListener("error", () => {
    if (image.src.includes("/image?")) {
      image.classList.add("coarse");
      image.src = thumbnailAddress(product);
      caption.hidden = small;
    } else {
      const role = alt ? { role: "img", "aria-label": alt } : { "aria-hidden": "true" };
      image.replaceWith(element("span", { class: "missing", ...role }, translate("noImage")));
      caption.hidden = true;
    }
  });
  return small ? image : element("figure", { class: "photo" }, image, caption);
}
