// A page of products with the same guess: the wrong ones are touched, and the rest is accepted with one key.

import { get } from "./server.js";
import { element, isolated, key, photo, tell, titleOf } from "./elements.js";
import { allAnswers, categoryOfKey, nameOf, submit, undo } from "./session.js";
import { ask } from "./single.js";
import { number, say } from "./words.js";

const length = 24;
let place = null;
let category = null;
let counts = {};
let cards = [];
/** What is not accepted: null for what is asked later, or else what it is. */
let marks = new Map();
/** Marked wrong on pages that were left. */
let left = new Map();
let isBusy = false;

/** Shows the view, with the products of a guess. */
export async function open(main, wanted) {
  place = main;
  place.replaceChildren(element("h1", { tabindex: "-1" }, say("grid")), element("p", { class: "empty" }, say("loading")));
  try {
    counts = await get("/api/groups");
    const most = Object.keys(counts).sort((a, b) => counts[b] - counts[a])[0];
    category = wanted && allAnswers().some((entry) => entry.id === wanted) ? wanted : most ?? null;
    await load();
  } catch (error) {
    tell(error.message, { lasting: true });
  }
}

/** Leaves the view. */
export function close() { place = null; }

async function load() {
  marks = new Map();
  const wanted = category;
  const fetched = category ? await get("/api/group", { category, limit: Math.min(200, length + left.size) }) : [];
  if (wanted !== category) return;
  cards = fetched.filter((card) => !left.has(card.id)).slice(0, length);
  render();
}

function stateOf(card) {
  if (!marks.has(card.id)) return say("tileRight");
  const other = marks.get(card.id);
  return other ? say("tileOther", { category: nameOf(other) }) : say("tileWrong");
}

function tile(card, index) {
  const state = element("span", { class: "state" }, stateOf(card));
  const button = element("button", {
    type: "button", class: "tile", "data-index": index, "aria-pressed": String(marks.has(card.id)),
    onclick: () => mark(index, marks.has(card.id) ? undefined : null),
  }, photo(card, { small: true, alt: "" }), element("span", { class: "title" }, isolated(titleOf(card))), state);
  button.classList.toggle("wrong", marks.has(card.id));
  return element("li", {}, button);
}

/** Marks a product: null as wrong, a category as that, undefined as right. */
function mark(index, other) {
  const card = cards[index];
  if (other === undefined || other === category) marks.delete(card.id);
  else marks.set(card.id, other);
  const list = place.querySelectorAll(".tiles > li");
  list[index].replaceWith(tile(card, index));
  place.querySelector(`[data-index="${index}"]`).focus();
  place.querySelectorAll(".accept").forEach((button) => button.replaceWith(acceptButton()));
}

function acceptButton() {
  const others = [...marks.values()].filter((other) => other).length;
  const values = { count: number(cards.length - marks.size), category: nameOf(category), other: number(others) };
  return element("button", { type: "button", class: "primary accept", onclick: accept, "aria-keyshortcuts": "Enter", disabled: marks.size === cards.length && others === 0 },
    key("⏎"), element("span", {}, say(others > 0 ? "gridAcceptOther" : "gridAccept", values)));
}

async function accept() {
  if (isBusy || cards.length === 0) return;
  isBusy = true;
  const entries = cards.filter((card) => !marks.has(card.id) || marks.get(card.id))
    .map((card) => ({ card, answer: marks.get(card.id) ?? "accept" }));
  const wrong = cards.filter((card) => marks.get(card.id) === null);
  const outcomes = entries.length > 0 ? await submit(entries) : [];
  isBusy = false;
  if (outcomes == null) return;
  for (const card of wrong) left.set(card.id, card);
  const taken = outcomes.filter((outcome) => outcome.decision != null).length;
  const late = outcomes.length - taken;
  const text = [say("savedMany", { count: number(taken), category: nameOf(category) })];
  if (late > 0) text.push(say("outdatedMany", { count: number(late) }));
  tell(text.join(". "), { lasting: late > 0 });
  counts[category] = Math.max(0, (counts[category] ?? 0) - outcomes.length);
  if (place) await load();
}

/** Takes the latest page back. */
export async function takeBack() {
  const undone = await undo();
  if (!undone) return;
  for (const card of undone) left.delete(card.id);
  if (place) {
    counts = await get("/api/groups");
    await load();
  }
}

/** A key that was pressed; whether it means something here. */
export function press(event) {
  if (event.key === "Enter") {
    if (event.target.closest("a, summary, .accept, .choose")) return false;
    accept();
    return true;
  }
  const tiles = [...place.querySelectorAll(".tile")];
  const index = tiles.indexOf(document.activeElement);
  const columns = tiles.filter((one) => one.offsetTop === tiles[0]?.offsetTop).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  if (step && tiles.length > 0) {
    const next = index < 0 ? 0 : index + step;
    tiles[Math.max(0, Math.min(tiles.length - 1, next))].focus();
    return true;
  }
  const wanted = categoryOfKey(event.key);
  if (wanted && index >= 0) {
    mark(index, wanted);
    return true;
  }
  return false;
}

function render() {
  if (!place) return;
  const choices = allAnswers().filter((entry) => counts[entry.id] > 0 || entry.id === category);
  const choose = element("label", { class: "choose" }, say("gridChoose"),
    element("select", { onchange: (event) => { location.hash = `#/grid/${encodeURIComponent(event.target.value)}`; } },
      choices.map((entry) => element("option", { value: entry.id, selected: entry.id === category },
        say("gridCount", { category: nameOf(entry.id), count: number(counts[entry.id] ?? 0) })))));
  const title = element("h1", { tabindex: "-1" }, category ? nameOf(category) : say("grid"));
  place.replaceChildren(
    element("div", { class: "grid-head" }, title, choices.length > 0 ? choose : null),
    cards.length === 0
      ? element("p", { class: "empty" }, say(category && Object.values(counts).some((count) => count > 0) ? "gridEmpty" : "gridNone"))
      : element("div", { class: "grid" },
        element("p", {}, say("gridIntro", { category: nameOf(category) })),
        element("p", { class: "faint keyboard" }, say("gridKeys")),
        acceptButton(),
        element("ul", { class: "tiles" }, cards.map(tile)),
        acceptButton()),
    left.size > 0
      ? element("p", {}, element("button", {
        type: "button",
        onclick: () => {
          ask([...left.values()]);
          left = new Map();
          location.hash = "#/";
        },
      }, say("gridLater", { count: number(left.size) })))
      : "");
  title.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
}
