// What the page asks the server for. Nothing else is ever asked for anything.

let pageToken = "";

async function answer(response) {
  if (response.ok) return response.json();
  throw new Error((await response.text()).trim() || response.statusText);
}

// RFC 3986: a space is %20, as the server reads it, and not + as forms write it.
const withParameters = (path, parameters) => {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== "" && value != null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length > 0 ? `${path}?${pairs.join("&")}` : path;
};

/** Asks for something. */
export const get = async (path, parameters = {}) => answer(await fetch(withParameters(path, parameters)));

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

const content = (card) => card.revision?.split("-").pop();
/** The address of a product's photo; another one when the picture changes. */
export const picture = (card) => withParameters("/picture", { id: card.id, v: content(card) });
/** The address of what the network saw. */
export const thumbnail = (card) => withParameters("/thumbnail", { id: card.id, v: content(card) });
/** The page about a product. */
export const pageOf = (card) => `#/product/${encodeURIComponent(card.id)}`;
