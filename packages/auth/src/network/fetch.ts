/** Makes HTTP requests as the platform's `fetch` does. */
export type Fetch = typeof fetch;

/**
 * Gives the fetch for everything that the word of an MCP server leads to: metadata, registration,
 * tokens and keys. `server` is the URL that the user chose; a guard decides by it which addresses
 * may be reached (2026-07-28, Security Best Practices, Server-Side Request Forgery). `base` is the
 * fetch of the connection, which knows its proxy and its certificates; absent if it has none of its
 * own.
 */
export type FetchFor = (server: URL, base?: Fetch) => Fetch;
