/** How many URLs are remembered; the one met longest ago is forgotten first. */
const MAX_URLS = 256;

/**
 * Remembers for this process which URLs speak HTTP+SSE of 2024-11-05, so that the next connection
 * begins with the request that they understand.
 */
export class HttpSseMemory {
  readonly #places = new Set<string>();

  has(place: string): boolean {
    return this.#places.has(place);
  }

  add(place: string): void {
    this.#places.delete(place);
    this.#places.add(place);
    const [oldest] = this.#places;
    if (this.#places.size > MAX_URLS && oldest !== undefined) this.#places.delete(oldest);
  }

  delete(place: string): void {
    this.#places.delete(place);
  }
}

/** What this process has learnt of the URLs it connected to. */
export const httpSseMemory: HttpSseMemory = new HttpSseMemory();
