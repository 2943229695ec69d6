// Requests to the server. The page sends no other requests.

let pageToken = "";

async function decoded(response) {
  if (response.ok) return response.json();
  throw new Error((await response.text()).trim() || response.statusText);
}

// RFC 3986 writes a space as %20, which is how the server reads it; URLSearchParams writes +.
const withParameters = (path, parameters) => {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== "" && value != null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length > 0 ? `${path}?${pairs.join("&")}` : path;
};

/** Returns the JSON of a GET request. Throws an Error with the server's message if the status is not 2xx. */
export const get = async (path, parameters = {}) => decoded(await fetch(withParameters(path, parameters)));

/** Returns the JSON of a POST request, which carries the page's token. Throws like `get`. */
export async function post(path, body = {}) {
  return decoded(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Tagger-Token": pageToken },
    body: JSON.stringify(body),
  }));
}

/** Fetches the catalog's name, the language and the categories, and keeps the token for later POST requests. */
export async function fetchStart() {
  const start = await get("/api/start");
  pageToken = start.token;
  return start;
}

/** The part of a revision that changes with the image. */
const imageVersion = (product) => product.revision?.split("-").pop();
/** The address of a product's image. The address changes with the image, so that a browser may cache the response. */
export const imageAddress = (product) => withParameters("/image", { id: product.id, v: imageVersion(product) });
/** The address of the thumbnail that the model classifies. */
export const thumbnailAddress = (product) => withParameters("/thumbnail", { id: product.id, v: imageVersion(product) });
/** The address of the view of one product. */
export const productAddress = (product) => `#/product/${encodeURIComponent(product.id)}`;
