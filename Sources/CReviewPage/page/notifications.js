// Notifications at the foot of the window. A screen reader announces them (aria-live in review.html).

import { element } from "./elements.js";
import { translate } from "./texts.js";

const durationMilliseconds = 6000;

/** Shows a text in place of the previous notification. A `lasting` one stays until a person closes it or the next one replaces it. */
export function notify(text, { lasting = false } = {}) {
  const notification = element("p", { class: lasting ? "message lasting" : "message" }, element("span", {}, text));
  if (lasting) {
    notification.append(element("button", {
      type: "button", class: "close", "aria-label": translate("close"), onclick: () => notification.remove(),
    }, "×"));
  } else {
    setTimeout(() => notification.remove(), durationMilliseconds);
  }
  document.getElementById("messages").replaceChildren(notification);
}

/** Closes the notification. Returns whether one was open. */
export function closeNotification() {
  const notification = document.querySelector("#messages .message");
  notification?.remove();
  return notification != null;
}
