// The figures in the header and the footer, and the button that starts learning.

import { get, post } from "./api.js";
import { events, pendingCount } from "./decisions.js";
import { element } from "./elements.js";
import { notify } from "./notifications.js";
import { number, percent, translate } from "./texts.js";

const intervalMilliseconds = { idle: 30000, running: 700, uncounted: 500, afterDecision: 3000, afterLearning: 6000 };

/** The latest response of `/api/progress`. */
let progress = null;
/** Products in the review queue: the latest count, less the decisions made in this window since then. */
let inReview = null;
let timer = null;
let wasRunning = false;

/** Dispatches `modelActivated` when learning has replaced the active model. */
export const learningEvents = new EventTarget();

const isRunning = () => progress != null && ["learning", "tagging"].includes(progress.learning.state);

/** Starts to show the figures. */
export function start() {
  events.addEventListener("decided", ({ detail }) => {
    if (progress) progress.decided += detail;
    if (inReview != null) inReview = Math.max(0, inReview - detail);
    render();
    schedule(intervalMilliseconds.afterDecision);
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
    const latest = await get("/api/progress");
    const isNewCount = JSON.stringify(latest.totals) !== JSON.stringify(progress?.totals);
    progress = latest;
    if (isNewCount && latest.totals) inReview = latest.totals.review;
  } catch {
    // The next decision notifies the person if the server cannot be reached.
  }
  render();
  if (isRunning()) schedule(intervalMilliseconds.running);
  else if (progress && !progress.totals) schedule(intervalMilliseconds.uncounted);
  else schedule(intervalMilliseconds.idle);
  if (wasRunning && !isRunning()) showResult();
  wasRunning = isRunning();
}

async function learn() {
  try {
    await post("/api/learn");
    wasRunning = true;
  } catch (error) {
    notify(error.message, { lasting: true });
  }
  refresh();
}

async function stopLearning() {
  await post("/api/learn/stop").catch(() => {});
  refresh();
}

/** The text about the result of learning. */
function resultText(learning) {
  if (learning.state === "failed") return translate("learningFailed", { message: learning.message });
  if (learning.state === "stopped") return translate(learning.outcome === "learned" ? "taggingStopped" : "learningStopped");
  if (learning.outcome !== "learned") {
    return translate(`outcome.${learning.outcome ?? "kept"}`, { decisions: number(learning.decisions ?? 0) });
  }
  const accuracy = learning.accuracy == null ? ""
    : learning.previousAccuracy == null ? translate("accuracy", { accuracy: percent(learning.accuracy, 1) })
      : translate("accuracyBefore", { accuracy: percent(learning.accuracy, 1), previous: percent(learning.previousAccuracy, 1) });
  return translate("outcome.learned", {
    decisions: number(learning.trainedOn), accuracy, tagged: number(learning.tagged ?? 0), review: number(learning.review ?? 0),
  });
}

function showResult() {
  const { learning } = progress;
  notify(resultText(learning), { lasting: true });
  if (learning.state === "finished" && learning.outcome === "learned") {
    learningEvents.dispatchEvent(new Event("modelActivated"));
  }
  // The server counts the products again a few seconds later.
  schedule(intervalMilliseconds.afterLearning);
}

/** The text about the certificate. */
function certificateText(totals) {
  const precision = percent(totals.precisionTarget, 1);
  if (totals.certifiedShare != null) return translate("certified", { precision, share: percent(totals.certifiedShare) });
  if (totals.auditsNeeded != null) {
    return translate("notCertified", {
      precision, audits: number(totals.audits), needed: number(totals.auditsNeeded), share: percent(totals.expectedShare),
    });
  }
  return translate("belowTarget", { precision });
}

function learningControls() {
  if (!isRunning()) {
    return [element("button", { type: "button", onclick: learn, id: "learn", disabled: !progress }, translate("learn"))];
  }
  const { state, share } = progress.learning;
  return [
    element("label", { class: "running" }, translate(`running.${state}`, { percent: percent(share) }),
      element("progress", { max: 1, value: share }, percent(share))),
    element("button", { type: "button", onclick: stopLearning }, translate("stopLearning")),
  ];
}

function render() {
  const figures = document.getElementById("figures");
  const pending = pendingCount();
  const state = element("p", { class: "state" },
    element("strong", {}, progress ? translate("decidedCount", { count: number(progress.decided) }) : ""),
    inReview == null ? "" : element("span", {}, translate("reviewCount", { count: number(inReview) })),
    pending > 0 ? element("span", { class: "faint" }, translate("saving", { count: pending })) : "");
  // New figures must not take the focus from the button.
  const hadFocus = figures.contains(document.activeElement);
  figures.replaceChildren(state, ...learningControls());
  if (hadFocus) figures.querySelector("button")?.focus();
  const totals = progress?.totals;
  const values = totals && { tagged: number(totals.tagged), products: number(totals.products), confirmed: number(totals.confirmed) };
  document.getElementById("footer").replaceChildren(
    ...(totals ? [element("p", {}, translate("totals", values), " ", certificateText(totals))] : []));
}
