// A page about one product: all that is known of it, and what people said.

import { get, thumbnail } from "./server.js";
import { element, isolated, photo, tell, titleOf } from "./elements.js";
import { categoryOfKey, nameOf, submit, undo } from "./session.js";
import { table } from "./history.js";
import { answerButtons, guesses, lookalikes } from "./single.js";
import { percent, say } from "./words.js";

let place = null;
let id = null;
let card = null;

/** Shows the view. */
export async function open(main, wanted) {
  place = main;
  id = wanted;
  card = null;
  place.replaceChildren(element("p", { class: "empty" }, say("loading")));
  await load();
}

/** Leaves the view. */
export function close() { place = null; }

/** Takes the latest decision of this window back. */
export async function takeBack() {
  if (await undo() && place) await load();
}

/** A key that was pressed; whether it means something here. */
export function press(event) {
  if (event.key === "Escape") {
    history.back();
    return true;
  }
  if (!card) return false;
  if (event.key === "Enter") {
    if (event.target.closest("a, button, summary") || card.status !== "review" || !card.category) return false;
    answer("accept");
    return true;
  }
  const wanted = event.key.toLowerCase() === "s" ? "skip" : categoryOfKey(event.key);
  if (wanted) answer(wanted);
  return Boolean(wanted);
}

async function load() {
  const wanted = id;
  try {
    const found = await get("/api/product", { id });
    if (place && wanted === id) render(found);
  } catch {
    place?.replaceChildren(element("h1", { class: "visually-hidden" }, say("product")), element("p", { class: "empty" }, say("notFound")));
  }
}

async function answer(name) {
  const asked = card;
  if (name === "accept" && asked.status === "confirmed") return history.back();
  const outcomes = await submit([{ card: asked, answer: name }]);
  if (!outcomes) return;
  const [outcome] = outcomes;
  const title = titleOf(asked);
  if (outcome.isGone) tell(say("gone", { title }), { lasting: true });
  else if (outcome.current) {
    const now = outcome.current;
    tell(say(now.answer ? "outdated" : "outdatedOpen", { answer: nameOf(name), title, now: nameOf(now.answer) }), { lasting: true });
  } else if (name === "skip") tell(say("skipped", { title }));
  else {
    let text = say("saved", { title, category: nameOf(outcome.category) });
    if (asked.isBlind && outcome.guess) {
      const values = { category: nameOf(outcome.guess), percent: percent(outcome.confidence ?? 0) };
      text += ". " + say(outcome.guess === outcome.category ? "thoughtSame" : "thought", values);
    }
    tell(text);
  }
  if (place) await load();
}

function render({ card: shown, history: decisions, lookalikes: similar }) {
  card = shown;
  const title = element("h1", { tabindex: "-1" }, isolated(titleOf(card)));
  const fact = (name, value) => (value ? [element("dt", {}, name), element("dd", {}, value)] : []);
  place.replaceChildren(
    element("article", { class: "single" },
      photo(card),
      element("div", { class: "side" },
        title,
        element("p", { class: "faint sku" }, say("sku", { sku: "" }), isolated(card.sku)),
        element("dl", { class: "facts" },
          fact(say("statusLabel"), say(`status.${card.status}`) + (card.isVerified ? `, ${say("verified")}` : "")),
          fact(say("answer"), card.answer ? nameOf(card.answer) : null),
          fact(say("failureLabel"), card.failure),
          fact(say("modelLabel"), card.model)),
        card.isBlind ? element("p", { class: "reason" }, say("reason.blind")) : null,
        guesses(card),
        answerButtons(card, answer))),
    card.failure ? "" : element("figure", { class: "seen" },
      element("img", { src: thumbnail(card), alt: "", class: "coarse" }), element("figcaption", {}, say("seenLabel"))),
    lookalikes(similar) ?? "",
    decisions.length > 0
      ? element("section", {}, element("h2", {}, say("productHistory")), table(decisions, load, { withProduct: false }))
      : "");
  title.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
}
