// One product after the other, large, with one key for each answer.

import { get, picture } from "./server.js";
import { element, isolated, key, photo, productLink, tell, titleOf } from "./elements.js";
import { allAnswers, allCategories, categoryOfKey, nameOf, submit, undo } from "./session.js";
import { percent, say } from "./words.js";

let place = null;
let queue = [];
let filter = {};
let skipped = new Set();
/** What was answered here: a list that was fetched before may still hold it. */
const answered = new Set();
let loading = null;
let note = null;

const isFiltered = () => Object.values(filter).some((value) => value !== "" && value != null);

/** Shows the view. */
export async function open(main) {
  place = main;
  render();
  await refill();
  render();
}

/** Begins anew, since guesses have changed. */
export async function renew() {
  queue = queue.slice(0, place ? 1 : 0);
  await refill();
  if (place) render();
}

/** Leaves the view. What is in the queue stays for when it is shown again. */
export function close() { place = null; }

/** Puts products in front, such as those that a grid has left over. */
export function ask(cards) {
  const ids = new Set(cards.map((card) => card.id));
  for (const id of ids) {
    answered.delete(id);
    skipped.delete(id);
  }
  queue = [...cards, ...queue.filter((card) => !ids.has(card.id))];
}

async function refill() {
  loading ??= get("/api/queue", filter).then((cards) => {
    // What was fetched before may have changed; what is shown is left until it is answered.
    const now = new Map(cards.map((card) => [card.id, card]));
    queue = queue.map((card, index) => (index > 0 && now.get(card.id)) || card);
    const known = new Set([...queue.map((card) => card.id), ...answered]);
    const fresh = cards.filter((card) => !known.has(card.id));
    const unskipped = fresh.filter((card) => !skipped.has(card.id));
    if (unskipped.length === 0 && queue.length === 0) skipped = new Set();
    queue.push(...(queue.length > 0 || unskipped.length > 0 ? unskipped : fresh));
  }).catch((error) => tell(error.message, { lasting: true })).finally(() => { loading = null; });
  await loading;
}

function next() {
  queue.shift();
  note = null;
  if (queue.length < 10) refill().then(() => { if (place && !place.querySelector(".card")) render(); });
  render();
}

async function give(card, answer) {
  if (answer === "accept" && !card.category) {
    tell(say("acceptHidden"));
    return;
  }
  const wanted = answer === "accept" ? nameOf(card.category) : answer === "skip" ? say("skip") : nameOf(answer);
  (answer === "skip" ? skipped : answered).add(card.id);
  next();
  const outcomes = await submit([{ card, answer }]);
  if (outcomes == null) {
    ask([card]);
    render();
    return;
  }
  const [outcome] = outcomes;
  const title = titleOf(card);
  if (outcome.isGone) {
    tell(say("gone", { title }), { lasting: true });
  } else if (outcome.current) {
    const now = outcome.current;
    ask([now]);
    note = say(now.answer ? "outdated" : "outdatedOpen", { answer: wanted, title, now: nameOf(now.answer) });
    render();
  } else if (answer === "skip") {
    tell(say("skipped", { title }));
  } else {
    let text = say("saved", { title, category: nameOf(outcome.category) });
    if (card.isBlind && outcome.guess) {
      const values = { category: nameOf(outcome.guess), percent: percent(outcome.confidence ?? 0) };
      text += ". " + say(outcome.guess === outcome.category ? "thoughtSame" : "thought", values);
    }
    tell(text);
  }
}

/** Answers for the product that is shown. */
function answer(name) {
  const card = queue[0];
  if (!card) return;
  if (name === "accept" && card.status === "confirmed") return next();
  give(card, name);
}

/** Takes the latest decision back, and shows its product again. */
export async function takeBack() {
  const cards = await undo();
  if (!cards || cards.length === 0) return;
  ask(cards.slice(0, 24));
  note = null;
  if (place) render();
}

/** A key that was pressed; whether it means something here. */
export function press(event) {
  if (event.key === "Enter") {
    if (event.target.closest("a, button, summary")) return false;
    answer("accept");
    return true;
  }
  if (event.key.toLowerCase() === "s") {
    answer("skip");
    return true;
  }
  if (event.key.toLowerCase() === "f") {
    const details = place.querySelector(".filter");
    details.open = true;
    details.querySelector("select, input").focus();
    return true;
  }
  const category = categoryOfKey(event.key);
  if (!category) return false;
  answer(category);
  return true;
}

/** The buttons for every answer; with `onanswer` called with it. */
export function answerButtons(card, onanswer) {
  const isKept = card.status === "confirmed";
  const button = (label, shown, name, options = {}) =>
    element("button", { type: "button", class: options.class, disabled: options.disabled, onclick: () => onanswer(name), "aria-keyshortcuts": options.shortcut ?? shown },
      key(shown), element("span", {}, label));
  return element("div", { class: "answers", role: "group", "aria-label": say("answers") },
    isKept
      ? button(say("keep"), "⏎", "accept", { class: "primary", shortcut: "Enter" })
      : card.category
        ? button(say("accept", { category: nameOf(card.category) }), "⏎", "accept", { class: "primary", shortcut: "Enter" })
        : null,
    element("div", { class: "categories" },
      allCategories().map((entry) => button(nameOf(entry.id), entry.key, entry.id)),
      button(nameOf("none"), "N", "none"),
      button(say("skip"), "S", "skip")));
}

/** The network's best guesses as bars. */
export function guesses(card) {
  if (card.guesses.length === 0) return null;
  return element("section", { class: "guesses", "aria-labelledby": "guesses-title" },
    element("h2", { id: "guesses-title" }, say("guesses")),
    element("ol", {}, card.guesses.map((guess) => {
      const bar = element("span", { class: "fill", "aria-hidden": "true" });
      bar.style.inlineSize = `${Math.round(guess.probability * 100)}%`;
      return element("li", {},
        element("span", { class: "name" }, nameOf(guess.category)),
        element("span", { class: "track", "aria-hidden": "true" }, bar),
        element("span", { class: "number" }, percent(guess.probability)));
    })));
}

/** Decided products that look like one. */
export function lookalikes(cards) {
  if (cards.length === 0) return null;
  return element("section", { class: "lookalikes", "aria-labelledby": "lookalikes-title" },
    element("h2", { id: "lookalikes-title" }, say("lookalikes")),
    element("ul", {}, cards.map((card) => element("li", {},
      photo(card, { small: true, alt: "" }),
      element("p", {}, productLink(card)),
      element("p", { class: "answer" }, nameOf(card.answer))))));
}

function filterForm() {
  const option = (value, text, chosen) => element("option", { value, selected: value === chosen }, text);
  const form = element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const share = (name, usual) => {
        const value = data.get(name);
        return value === "" || Number(value) === usual ? "" : Number(value) / 100;
      };
      setFilter({
        category: data.get("category"), reason: data.get("reason"), text: data.get("text").trim(),
        from: share("from", 0), to: share("to", 100),
      });
    },
    onreset: (event) => {
      event.preventDefault();
      setFilter({});
    },
  },
    element("label", {}, say("guess"),
      element("select", { name: "category" }, option("", say("anyCategory"), filter.category ?? ""),
        allAnswers().map((entry) => option(entry.id, nameOf(entry.id), filter.category)))),
    element("label", {}, say("confidenceFrom"),
      element("input", { type: "number", name: "from", min: 0, max: 100, step: 1, inputmode: "numeric", value: filter.from ? Math.round(filter.from * 100) : "", placeholder: "0 %" })),
    element("label", {}, say("confidenceTo"),
      element("input", { type: "number", name: "to", min: 0, max: 100, step: 1, inputmode: "numeric", value: filter.to ? Math.round(filter.to * 100) : "", placeholder: "100 %" })),
    element("label", {}, say("reasonLabel"),
      element("select", { name: "reason" }, option("", say("anyReason"), filter.reason ?? ""),
        option("audit", say("reasonAudit"), filter.reason), option("uncertain", say("reasonUncertain"), filter.reason))),
    element("label", {}, say("textLabel"), element("input", { type: "search", name: "text", maxlength: 200, value: filter.text ?? "" })),
    element("div", { class: "buttons" },
      element("button", { type: "submit", class: "primary" }, say("apply")),
      element("button", { type: "reset" }, say("clear"))),
    element("p", { class: "faint" }, say("filterNote")));
  return element("details", { class: "filter" },
    element("summary", {}, say(isFiltered() ? "filtered" : "filter"), " ", key("F")), form);
}

async function setFilter(wanted) {
  filter = wanted;
  queue = [];
  note = null;
  await loading;
  await refill();
  render();
}

function reasonText(card) {
  if (card.reason === "audit") return say(card.isBlind ? "reason.audit" : "reason.uncertain");
  return say(card.isBlind ? "reason.blind" : "reason.uncertain");
}

function render() {
  if (!place) return;
  const card = queue[0];
  if (!card) {
    place.replaceChildren(
      element("h1", { class: "visually-hidden", tabindex: "-1" }, say("single")),
      filterForm(),
      element("p", { class: "empty" }, loading ? say("loading") : say(isFiltered() ? "emptyFiltered" : "empty")),
      loading || isFiltered() ? "" : element("p", { class: "faint" }, say("emptyNote")));
    return;
  }
  const similar = element("div", {});
  const title = element("h1", { tabindex: "-1" }, isolated(titleOf(card)));
  place.replaceChildren(
    element("article", { class: "card single" },
      photo(card),
      element("div", { class: "side" },
        title,
        element("p", { class: "faint sku" }, say("sku", { sku: "" }), isolated(card.sku)),
        note ? element("p", { class: "note", role: "alert" }, note) : null,
        !note && card.answer && card.status === "review" ? element("p", { class: "note" }, say("returned", { category: nameOf(card.answer) })) : null,
        element("p", { class: "reason" }, reasonText(card)),
        guesses(card),
        answerButtons(card, answer),
        element("div", { class: "after" },
          element("button", { type: "button", onclick: takeBack, "aria-keyshortcuts": "U" }, key("U"), element("span", {}, say("undo"))),
          filterForm()),
        similar)));
  title.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  card.lookalikes ??= card.isBlind ? Promise.resolve([]) : get("/api/lookalikes", { id: card.id }).catch(() => []);
  card.lookalikes.then((cards) => similar.replaceWith(lookalikes(cards) ?? ""));
  for (const coming of queue.slice(1, 4)) {
    new Image().src = picture(coming);
    coming.lookalikes ??= coming.isBlind ? Promise.resolve([]) : get("/api/lookalikes", { id: coming.id }).catch(() => []);
  }
}
