// What the page asks the server for. Nothing else is ever asked for anything.

let pageToken = "";

async function answer(response) {
  if (response.ok) return response.json();
  throw new Error((await response.text()).trim() || response.statusText);
}

/** Asks for something. */
export async function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value != null));
  return answer(await fetch(query.size > 0 ? `${path}?${query}` : path));
}

/** Changes something. */
export async function post(path, body = {}) {
  return answer(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Tagger-Token": pageToken },
    body: JSON.stringify(body),
  }));
}

/** What the page begins with. */
export async function begin() {
  const start = await get("/api/start");
  pageToken = start.token;
  return start;
}

/** The address of a product's photo; another one when the picture changes. */
export const picture = (card) => `/picture?${new URLSearchParams({ id: card.id, v: card.revision.split("-").pop() })}`;
/** The address of what the network saw. */
export const thumbnail = (card) => `/thumbnail?${new URLSearchParams({ id: card.id, v: (card.revision ?? "").split("-").pop() })}`;
/** The page about a product. */
export const pageOf = (card) => `#/product/${encodeURIComponent(card.id)}`;
