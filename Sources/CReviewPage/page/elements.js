// Elements made by hand: text is only ever set as text, so nothing that the shop wrote can become markup.

import { picture, thumbnail, pageOf } from "./server.js";
import { say } from "./words.js";

/**
 * An element with attributes and children. `on…` are listeners, `true` sets a bare attribute, and what is null or false is
 * left out.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
}

/** A key as it stands on the keyboard. */
export const key = (name) => element("kbd", { "aria-hidden": "true" }, name);

/** The title of a product, or words that stand for it. */
export const titleOf = (card) => card.title || card.sku || say("untitled");

/** A title that its own writing direction does not leave. */
export const isolated = (text) => element("bdi", {}, text);

/** A link to the page about a product. */
export const productLink = (card) => element("a", { href: pageOf(card) }, isolated(titleOf(card)));

/** A product's photo; where it can't be shown, what the network saw. */
export function photo(card, { small = false, alt = say("photo", { title: titleOf(card) }) } = {}) {
  const image = element("img", { src: picture(card), alt, decoding: small ? "async" : "sync", loading: small ? "lazy" : "eager" });
  const note = element("figcaption", { hidden: true }, say("noPhoto"));
  image.addEventListener("error", () => {
    if (image.src.includes("/picture?")) {
      image.classList.add("coarse");
      image.src = thumbnail(card);
      note.hidden = small;
    } else {
      image.replaceWith(element("span", alt ? { class: "missing", role: "img", "aria-label": alt } : { class: "missing", "aria-hidden": "true" }, say("noPicture")));
      note.hidden = true;
    }
  });
  return small ? image : element("figure", { class: "photo" }, image, note);
}

/** Shows a message for a while, and has it read out. `lasting` ones stay until they are closed, or the next comes. */
export function tell(text, { lasting = false } = {}) {
  const message = element("p", { class: lasting ? "message lasting" : "message" }, element("span", {}, text));
  if (lasting) {
    message.append(element("button", { type: "button", class: "close", "aria-label": say("close"), onclick: () => message.remove() }, "×"));
  } else {
    setTimeout(() => message.remove(), 6000);
  }
  document.getElementById("messages").replaceChildren(message);
}

/** Closes the message that is shown; whether there was one. */
export function hush() {
  const message = document.querySelector("#messages .message");
  message?.remove();
  return message != null;
}
