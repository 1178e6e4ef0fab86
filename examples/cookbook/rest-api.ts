import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

const API = process.env["API_URL"] ?? "https://api.example.com";
const KEY = process.env["API_KEY"] ?? "";

/** The part of a ticket that a model needs. */
const Ticket = z.object({ id: z.string(), title: z.string(), state: z.string() });
const Page = z.object({ items: z.array(Ticket), next: z.number().nullable() });

async function get(path: string, signal: AbortSignal): Promise<unknown> {
  const headers = { authorization: `Bearer ${KEY}` };
  const response = await fetch(`${API}/${path}`, { headers, signal });
  if (response.ok) return await response.json();
  // The model learns what it can do; the body of the API may hold secrets and stays here.
  if (response.status === 429) {
    const seconds = Number(response.headers.get("retry-after") ?? 1);
    throw new ToolError("The API asks for a pause", {
      code: "rate_limited",
      retryAfterMs: seconds * 1_000,
    });
  }
  throw new ToolError(`The API answered with ${response.status}`, { code: "upstream_error" });
}

const server = createServer({ name: "tickets", version: "1.0.0" }).tool(
  "search_tickets",
  {
    description: "Find tickets that contain some words, newest first, a page at a time.",
    input: z.object({
      words: z.string().describe("e.g. cannot log in"),
      page: z.number().int().min(1).default(1).describe("`next` of the page before"),
    }),
    output: z.object({ tickets: z.array(Ticket), next: z.number().nullable() }),
    annotations: { readOnlyHint: true },
    timeout: "10s",
  },
  async ({ words, page }, { signal }) => {
    const query = new URLSearchParams({ q: words, page: String(page) });
    const { items, next } = Page.parse(await get(`tickets?${query}`, signal));
    return { tickets: items, next };
  },
);

await serve(server);
export default server;
