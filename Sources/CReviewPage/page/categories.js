// The categories, their names in the page's language, and their keys.

import { language } from "./texts.js";

let entries = [];
let entryOf = new Map();

/** Sets the categories and `none`, as the server lists them. */
export function setCategories(categories) {
  entries = categories;
  entryOf = new Map(categories.map((entry) => [entry.id, entry]));
}

/** The categories and `none`, in the order of their keys. */
export const categoriesAndNone = () => entries;

/** The categories, in the order of their keys. */
export const categories = () => entries.filter((entry) => entry.id !== "none");

/** The name of a category or `none`. */
export const categoryName = (id) => entryOf.get(id)?.names[language()] ?? id ?? "";

/** The category or `none` of a key; undefined for other keys. */
export const categoryOfKey = (key) => entries.find((entry) => entry.key === key.toLowerCase())?.id;
