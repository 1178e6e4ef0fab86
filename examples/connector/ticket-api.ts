import { ToolError } from "mortise";
import { z } from "zod";

/** A ticket, with what a model needs and nothing more. */
export const Ticket = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(["open", "closed"]),
});
export type Ticket = z.infer<typeof Ticket>;

/** A page of tickets as the API sends it; `next` is the number of the following page. */
const Page = z.object({ items: z.array(Ticket), next: z.number().nullable() });

/** The address and the key of the API. */
export interface TicketApiOptions {
  readonly url: string;
  readonly key: string;
}

/** The calls of the API that the tools need; each ends with `signal`. */
export class TicketApi {
  readonly #options: TicketApiOptions;

  constructor(options: TicketApiOptions) {
    this.#options = options;
  }

  /** Returns the ticket; `undefined` if there is none. */
  async find(id: string, signal: AbortSignal): Promise<Ticket | undefined> {
    const found = await this.#get(`tickets/${encodeURIComponent(id)}`, signal);
    return found === undefined ? undefined : Ticket.parse(found);
  }

  /** Returns a page of the tickets that contain `words`, and the number of the next page. */
  async search(
    { words, page }: { readonly words: string; readonly page: number },
    signal: AbortSignal,
  ): Promise<z.infer<typeof Page>> {
    const query = new URLSearchParams({ q: words, page: String(page) });
    return Page.parse((await this.#get(`tickets?${query}`, signal)) ?? { items: [], next: null });
  }

  async #get(path: string, signal: AbortSignal): Promise<unknown> {
    const { url, key } = this.#options;
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/${path}`, { headers, signal }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new ToolError("The ticket system does not answer", { code: "unavailable", cause });
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw toToolError(response);
    return response.json();
  }
}

/** Says what the model can do about it; the answer of the API may hold secrets and stays here. */
function toToolError({ status, headers }: Response): ToolError {
  if (status === 429) {
    const seconds = Number(headers.get("retry-after") ?? 1);
    return new ToolError("The ticket system asks for a pause", {
      code: "rate_limited",
      retryAfterMs: seconds * 1_000,
    });
  }
  if (status === 401 || status === 403) {
    return new ToolError(
      "The ticket system refuses the key of this server; its operator must renew it",
      {
        code: "upstream_refused",
        retryable: false,
      },
    );
  }
  return new ToolError(`The ticket system answered with ${status}`, { code: "upstream_error" });
}
