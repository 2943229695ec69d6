// The texts of the page in the selected language, and numbers and dates as that language writes them.

import english from "./texts-en.js";
import brazilianPortuguese from "./texts-pt-br.js";

const tables = { en: english, "pt-BR": brazilianPortuguese };
let locale = "en";

/** Selects the language of the page: `en` or `pt-BR`. */
export function setLanguage(language) {
  locale = Object.hasOwn(tables, language) ? language : "en";
  document.documentElement.lang = locale;
}

/** The selected language. */
export const language = () => locale;

/** The text with a key such as `reason.audit`. A placeholder `{name}` is replaced by `values.name`. */
export const translate = (key, values = {}) => tables[locale][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** A number with the separators of the language. */
export const number = (value) => value.toLocaleString(locale);

/** A share, 0 to 1, as a percentage. */
export const percent = (share, digits = 0) =>
  share.toLocaleString(locale, { style: "percent", maximumFractionDigits: digits });

/** A date and time in ISO 8601 as local date and time. */
export const dateTime = (text) =>
  new Date(text).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
