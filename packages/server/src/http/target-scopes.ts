import { decodeHeaderValue, isModern, isRevision } from "@mortise/protocol";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { findIn } from "../view/view.ts";
import type { Entry } from "../visibility/entry.ts";
import type { HttpExchange } from "./exchange/exchange.ts";

/**
 * Returns the scopes of the tool, prompt or resource that the headers of a request name (2026-07-28,
 * Streamable HTTP, Standard Request Headers); empty if they name none, or one that some callers do not see.
 */
export function targetScopes(
  exchange: Pick<HttpExchange, "header">,
  catalogue: Pick<Catalogue, "view">,
): readonly string[] {
  const version = exchange.header("mcp-protocol-version");
  if (!isRevision(version) || !isModern(version)) return [];
  const name = decodeHeaderValue(exchange.header("mcp-name")?.trim() ?? "");
  if (name === undefined) return [];
  const entry = find(exchange.header("mcp-method"), name, catalogue);
  // A condition reads the body of the request, which has not come yet.
  return entry?.conditions.length === 0 ? (entry.access?.scopes ?? []) : [];
}

function find(
  method: string | undefined,
  name: string,
  { view }: Pick<Catalogue, "view">,
): Entry | undefined {
  switch (method) {
    case "tools/call":
      return view.tools.get(name);
    case "prompts/get":
      return view.prompts.get(name);
    case "resources/read":
      return findIn(view, name)?.entry;
    default:
      return undefined;
  }
}
