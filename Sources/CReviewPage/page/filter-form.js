// The filter of the review queue.

import { categoriesAndNone, categoryName } from "./categories.js";
import { element, key } from "./elements.js";
import { translate } from "./texts.js";

/** Whether a filter leaves products out. */
export const isActive = (filter) => Object.values(filter).some((value) => value !== "" && value != null);

/** The form for a filter. `apply` is called with the new filter: the parameters of `/api/queue`. */
export function filterForm(filter, apply) {
  const option = (value, text, selected) => element("option", { value, selected: value === selected }, text);
  const select = (name, label, any, options) =>
    element("label", {}, label,
      element("select", { name }, option("", any, filter[name] ?? ""),
        options.map(([value, text]) => option(value, text, filter[name]))));
  const percentage = (name, label, placeholder) =>
    element("label", {}, label, element("input", {
      type: "number", name, min: 0, max: 100, step: 1, inputmode: "numeric", placeholder,
      value: filter[name] ? Math.round(filter[name] * 100) : "",
    }));
  const form = element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const share = (name, unlimited) => {
        const value = data.get(name);
        return value === "" || Number(value) === unlimited ? "" : Number(value) / 100;
      };
      apply({
        category: data.get("category"), reason: data.get("reason"), text: data.get("text").trim(),
        from: share("from", 0), to: share("to", 100),
      });
    },
    onreset: (event) => {
      event.preventDefault();
      apply({});
    },
  },
    select("category", translate("predictedCategory"), translate("anyCategory"),
      categoriesAndNone().map((entry) => [entry.id, categoryName(entry.id)])),
    percentage("from", translate("confidenceFrom"), "0 %"),
    percentage("to", translate("confidenceTo"), "100 %"),
    select("reason", translate("reasonLabel"), translate("anyReason"),
      [["audit", translate("reasonAudit")], ["uncertain", translate("reasonUncertain")]]),
    element("label", {}, translate("textLabel"),
      element("input", { type: "search", name: "text", maxlength: 200, value: filter.text ?? "" })),
    element("div", { class: "buttons" },
      element("button", { type: "submit", class: "primary" }, translate("apply")),
      element("button", { type: "reset" }, translate("clear"))),
    element("p", { class: "faint" }, translate("filterNote")));
  return element("details", { class: "filter" },
    element("summary", {}, translate(isActive(filter) ? "filterActive" : "filter"), " ", key("F")), form);
}
