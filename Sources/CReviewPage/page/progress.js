// How many are decided, how many to go, what that has bought, and learning.

import { get, post } from "./server.js";
import { element, tell } from "./elements.js";
import { events, pendingCount } from "./session.js";
import { number, percent, say } from "./words.js";

let shown = null;
/** Products that wait, less those that were answered here since they were counted. */
let waiting = null;
let timer = null;
let wasRunning = false;

/** Tells of `learned`. */
export const learningEvents = new EventTarget();

const isRunning = () => shown && ["learning", "tagging"].includes(shown.learning.state);

/** Begins to show it. */
export function start() {
  events.addEventListener("answered", ({ detail }) => {
    if (shown) shown.answered += detail;
    if (waiting != null) waiting = Math.max(0, waiting - detail);
    render();
    schedule(3000);
  });
  events.addEventListener("pending", render);
  refresh();
}

function schedule(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(refresh, milliseconds);
}

async function refresh() {
  try {
    const now = await get("/api/progress");
    const isRecount = JSON.stringify(now.bought) !== JSON.stringify(shown?.bought);
    shown = now;
    if (isRecount && now.bought) waiting = now.bought.waiting;
  } catch {
    // The next answer tells that the server is gone.
  }
  render();
  if (isRunning()) schedule(700);
  else if (shown && !shown.bought) schedule(500);
  else schedule(30000);
  if (wasRunning && !isRunning()) conclude();
  wasRunning = Boolean(isRunning());
}

async function learn() {
  try {
    await post("/api/learn");
    wasRunning = true;
  } catch (error) {
    tell(error.message, { lasting: true });
  }
  refresh();
}

async function stop() {
  await post("/api/learn/stop").catch(() => {});
  refresh();
}

function conclude() {
  const result = shown.learning;
  const lasting = { lasting: true };
  if (result.state === "failed") tell(say("learnFailed", { message: result.message }), lasting);
  else if (result.state === "stopped") tell(say("learnStopped"), lasting);
  else if (result.outcome === "learned") {
    const accuracy = result.accuracy == null ? ""
      : result.previousAccuracy == null ? say("learnedAccuracyOnly", { accuracy: percent(result.accuracy, 1) })
        : say("learnedAccuracy", { accuracy: percent(result.accuracy, 1), previous: percent(result.previousAccuracy, 1) });
    tell(say("learned", { trainedOn: number(result.trainedOn), accuracy, tagged: number(result.tagged ?? 0), waiting: number(result.waiting ?? 0) }), lasting);
    learningEvents.dispatchEvent(new Event("learned"));
  } else tell(say(result.outcome ?? "kept", { decisions: number(result.decisions ?? 0) }), lasting);
  // What it has bought is counted a little later.
  schedule(6000);
}

function promise(bought) {
  const precision = percent(bought.precision, 1);
  if (bought.shownShare != null) return say("shown", { precision, share: percent(bought.shownShare) });
  if (bought.auditsNeeded != null) {
    return say("notShown", { precision, audits: number(bought.audits), needed: number(bought.auditsNeeded), share: percent(bought.expectedShare) });
  }
  return say("notGoodEnough", { precision });
}

function render() {
  const figures = document.getElementById("figures");
  const footer = document.getElementById("footer");
  const pending = pendingCount();
  const state = element("p", { class: "state" },
    element("strong", {}, shown ? say("decidedCount", { count: number(shown.answered) }) : ""),
    waiting == null ? "" : element("span", {}, say("toGo", { count: number(waiting) })),
    pending > 0 ? element("span", { class: "faint" }, say("saving", { count: pending })) : "");
  let learning;
  if (isRunning()) {
    const { state: phase, share } = shown.learning;
    const text = say(phase, { percent: percent(share) });
    learning = [
      element("label", { class: "running" }, text, element("progress", { max: 1, value: share }, percent(share))),
      element("button", { type: "button", onclick: stop }, say("stopLearning")),
    ];
  } else {
    learning = [element("button", { type: "button", onclick: learn, id: "learn", disabled: !shown }, say("learn"))];
  }
  // The focus stays where it is while numbers change.
  const hadFocus = figures.contains(document.activeElement);
  figures.replaceChildren(state, ...learning);
  if (hadFocus) figures.querySelector("button")?.focus();
  const bought = shown?.bought;
  footer.replaceChildren(...(bought ? [
    element("p", {}, say("bought", { tagged: number(bought.tagged), products: number(bought.products), confirmed: number(bought.confirmed) }), " ", promise(bought)),
  ] : []));
}
