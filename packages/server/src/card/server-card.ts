import type { AuthRoute, Implementation, OptionNames } from "@mortise/protocol";
import { checkOptions } from "@mortise/protocol";
import { CARD_TYPE, invalid, toCard, toCatalog } from "./card-document.ts";
import type { ServerCardOptions } from "./card-options.ts";
import { documentRoute } from "./document-route.ts";

/** A server card, as the option `card` takes it. */
export interface ServerCard {
  /**
   * Returns the resources of the card beside an endpoint.
   *
   * @throws MortiseError `INVALID_OPTION` for a server without a description, and for words that are too long.
   */
  routes(endpoint: CardEndpoint): readonly AuthRoute[];
}

/** The endpoint that a card describes. */
export interface CardEndpoint {
  /** Its path; `undefined` where the platform routes and does not say. */
  readonly path: string | undefined;
  /** The name and version of the server. */
  readonly info: Implementation;
}

const OPTIONS: OptionNames<ServerCardOptions> = {
  name: true,
  url: true,
  description: true,
  repository: true,
  headers: true,
  catalog: true,
  maxAge: true,
};
const HOUR_SECONDS = 3_600;
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9-]*(?:\.[a-zA-Z0-9-]+)+\/[a-zA-Z0-9._-]+$/;
const MAX_NAME_LENGTH = 200;
const CATALOG_TYPE = "application/ai-catalog+json";
/** The place of the catalog, and the one that it had in the text of SEP-2127 until July 2026. */
const CATALOG_PATHS = ["/.well-known/ai-catalog.json", "/.well-known/mcp/catalog.json"];

/**
 * Describes an HTTP server for clients that have not connected yet: its name, its URL and the revisions that it
 * speaks, at `<endpoint>/server-card`, and in the catalog of its host at `/.well-known/ai-catalog.json`
 * (SEP-2127, Server Cards).
 *
 * Both are public, also where `auth` guards the endpoint, and name no tools.
 *
 * @throws MortiseError `INVALID_OPTION` for a name or URL that a card cannot have.
 */
export function serverCard(options: ServerCardOptions): ServerCard {
  checkOptions("serverCard", options, OPTIONS);
  const { name, catalog = [], maxAge = HOUR_SECONDS } = options;
  if (!NAME.test(name) || name.length > MAX_NAME_LENGTH) {
    throw invalid(`${JSON.stringify(name)} is no reverse domain with a name, as com.example/desk`);
  }
  if (!Number.isSafeInteger(maxAge) || maxAge < 0) {
    throw invalid("maxAge takes whole seconds, 0 or more");
  }
  requireObjects("headers", options.headers ?? []);
  requireObjects("catalog", catalog || []);
  const url = readUrl("url", options.url);
  if (options.repository) readUrl("repository.url", options.repository.url);
  return {
    routes({ path = url.pathname, info }) {
      const document = toCard(options, info);
      const card = documentRoute(below(path), { type: CARD_TYPE, document, maxAge });
      if (catalog === false) return [card];
      const index = toCatalog(name, `${url.origin}${below(url.pathname)}`, catalog);
      return [card].concat(
        CATALOG_PATHS.map((each) =>
          documentRoute(each, { type: CATALOG_TYPE, document: index, maxAge }),
        ),
      );
    },
  };
}

/** A slash at the end of an endpoint is no part of its name. */
function below(path: string): string {
  return `${path.replace(/\/$/, "")}/server-card`;
}

function requireObjects(member: string, list: readonly unknown[]): void {
  if (Array.isArray(list) && list.every((each) => typeof each === "object" && each)) return;
  throw invalid(`${member} takes a list of objects`);
}

function readUrl(member: string, written: string): URL {
  const url = URL.parse(written);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && !url.search && !url.hash;
  if (isPlain && url.username === "" && url.password === "") return url;
  // Credentials in the URL must not be repeated.
  throw invalid(`${member} must be an http or https URL without credentials, query and fragment`);
}
