import type { Implementation } from "@mortise/protocol";
import { MortiseError, REVISIONS } from "@mortise/protocol";
import type {
  CardHeader,
  CardRepository,
  CatalogEntry,
  ServerCardOptions,
} from "./card-options.ts";

/** The media type of a server card. */
export const CARD_TYPE = "application/mcp-server-card+json";
const SCHEMA_URL = "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json";
const MAX_LENGTH = 100;
const MAX_VERSION_LENGTH = 255;

/**
 * Makes the card of a server (SEP-2127, `ServerCard`).
 *
 * @throws MortiseError `INVALID_OPTION` for a server without a description, and for words that are too long.
 */
export function toCard(options: ServerCardOptions, info: Implementation): object {
  const { name, url, repository, headers } = options;
  const { version, title, websiteUrl, icons } = info;
  const description = options.description ?? info.description;
  if (!description) {
    throw invalid("The card has no description; give one to createServer or to serverCard");
  }
  requireLength("description", description, MAX_LENGTH);
  requireLength("title", title ?? "", MAX_LENGTH);
  requireLength("version", version, MAX_VERSION_LENGTH);
  return {
    $schema: SCHEMA_URL,
    name,
    version,
    description,
    ...(title && { title }),
    ...(websiteUrl !== undefined && { websiteUrl }),
    ...(repository && { repository: toRepository(repository) }),
    ...(icons && { icons }),
    remotes: [
      {
        type: "streamable-http",
        url,
        supportedProtocolVersions: REVISIONS,
        ...(headers && { headers: headers.map(toHeader) }),
      },
    ],
  };
}

/** Makes the catalog of a host (AI Catalog, Top-Level Structure), with the card of one server first. */
export function toCatalog(name: string, url: string, others: readonly CatalogEntry[]): object {
  const [namespace = "", own] = name.split("/");
  const domain = namespace.split(".").reverse().join(".");
  const identifier = `urn:air:${domain}:mcp:${own}`;
  return { specVersion: "1.0", entries: [{ identifier, type: CARD_TYPE, url }, ...others] };
}

/** Takes the known members alone, for the object may be one that has more. */
function toRepository({ url, source, subfolder }: CardRepository): CardRepository {
  return { url, source, ...(subfolder !== undefined && { subfolder }) };
}

/** Takes the known members alone: a value of a header is a secret, and may be in the object. */
function toHeader({ name, description, isRequired, isSecret }: CardHeader): CardHeader {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(isRequired !== undefined && { isRequired }),
    ...(isSecret !== undefined && { isSecret }),
  };
}

function requireLength(member: string, text: string, limit: number): void {
  // JSON Schema counts characters, of which UTF-16 writes some as two (2020-12 Validation, 6.3.1).
  const { length } = [...text];
  if (length <= limit) return;
  throw invalid(`The ${member} has ${length} characters, and a card takes ${limit}`);
}

/** Makes the error of a card that cannot be. */
export function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", `serverCard: ${message}`);
}
