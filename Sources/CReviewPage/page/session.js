// What this window has done: answers on their way, and decisions that can be taken back.

import { post } from "./server.js";
import { language, say } from "./words.js";
import { tell, titleOf } from "./elements.js";

let categories = [];
let byID = new Map();
let way = Promise.resolve();
let pending = 0;

/** Tells of `answered` (detail: by how many fewer products wait) and of `pending`. */
export const events = new EventTarget();

const storage = "tagger-decisions";
const read = () => JSON.parse(sessionStorage.getItem(storage) ?? "[]");
const write = (batches) => sessionStorage.setItem(storage, JSON.stringify(batches.slice(-1000)));

/** Takes the categories that the server knows. */
export function know(entries) {
  categories = entries;
  byID = new Map(entries.map((entry) => [entry.id, entry]));
}

/** The categories, without none. */
export const allCategories = () => categories.filter((entry) => entry.id !== "none");
/** All answers. */
export const allAnswers = () => categories;
/** What a category is called. */
export const nameOf = (id) => byID.get(id)?.names[language()] ?? id ?? "";
/** The category or none that a key stands for. */
export const categoryOfKey = (key) => categories.find((entry) => entry.key === key.toLowerCase())?.id;

function inTurn(work) {
  pending += 1;
  events.dispatchEvent(new Event("pending"));
  const done = way.then(work).finally(() => {
    pending -= 1;
    events.dispatchEvent(new Event("pending"));
  });
  way = done.catch(() => {});
  return done;
}

/** How many answers are on their way. */
export const pendingCount = () => pending;

function reasonOf(error) {
  return error instanceof TypeError ? say("serverGone") : error.message;
}

/**
 * Sends answers, in the order in which they were given.
 *
 * Each of `entries` has a `card` and an `answer`. Gives an outcome for each; null where the server could not be reached, which
 * is then told.
 */
export function submit(entries) {
  return inTurn(async () => {
    const answers = entries.map(({ card, answer }) => ({ id: card.id, answer, revision: card.revision }));
    let outcomes;
    try {
      ({ outcomes } = await post("/api/answers", { answers }));
    } catch (error) {
      tell(say("unreachable", { reason: reasonOf(error) }), { lasting: true });
      return null;
    }
    const decisions = outcomes.map((outcome) => outcome.decision).filter((decision) => decision != null);
    if (decisions.length > 0) write([...read(), decisions]);
    const fewer = entries.filter(({ card, answer }, i) =>
      outcomes[i].decision != null && answer !== "skip" && card.status === "review").length;
    events.dispatchEvent(new CustomEvent("answered", { detail: fewer }));
    return outcomes;
  });
}

/** Takes decisions back; without any named, the latest of this window. Gives the products as they are now. */
export function undo(named = null) {
  return inTurn(async () => {
    const batches = read();
    const decisions = named ?? batches.at(-1);
    if (decisions == null) {
      tell(say("nothingToUndo"));
      return null;
    }
    let result;
    try {
      result = await post("/api/undo", { decisions });
    } catch (error) {
      tell(say("unreachable", { reason: reasonOf(error) }), { lasting: true });
      return null;
    }
    write(batches.map((batch) => batch.filter((id) => !decisions.includes(id))).filter((batch) => batch.length > 0));
    if (result.undone.length === 0) tell(say("undoneElsewhere"));
    else if (result.undone.length === 1) tell(say("undone", { title: result.cards[0] ? titleOf(result.cards[0]) : "" }));
    else tell(say("undoneMany", { count: result.undone.length }));
    events.dispatchEvent(new CustomEvent("answered", { detail: -result.cards.filter((card) => card.status === "review").length }));
    return result.cards;
  });
}
