import { invalid } from "../invalid.ts";
import { hasCredentials, isWebUrl, requireWebUrl } from "../web-url.ts";
import type { Platform, Project } from "./project.ts";
import { readPerson } from "./read-person.ts";
import { readRepository } from "./read-repository.ts";

const PLATFORMS: readonly Platform[] = ["darwin", "win32", "linux"];

/**
 * Reads what the text of a package.json says of a server.
 *
 * @throws MortiseError `INVALID_OPTION` for text that is no JSON object, and for members of another kind than
 * npm's. `place` names the file in the message.
 */
export function readProject(text: string, place: string): Project {
  const source = parse(text, place);
  const string = (key: string): string | undefined => readText(source, key, place);
  const { author, bin, bugs, keywords, os } = source;
  const engines = readMembers(source["engines"]);
  const repository = readRepository(source["repository"]);
  const homepage = string("homepage");
  const support = readSupport(bugs);
  const platforms = readPlatforms(os, place);
  const commands = readCommands(bin, string("name"));
  return {
    ...pickText({
      name: string("name"),
      version: string("version"),
      description: string("description"),
      license: string("license"),
      mcpName: string("mcpName"),
      node: readText(engines, "node", place),
    }),
    ...(homepage !== undefined && { homepage: requireWebUrl(homepage, `homepage of ${place}`) }),
    ...(author !== undefined && { author: readPerson(author, `author of ${place}`) }),
    ...(support !== undefined && { support }),
    ...(repository !== undefined && { repository }),
    ...(Array.isArray(keywords) && {
      keywords: keywords.filter((each) => typeof each === "string"),
    }),
    ...(source["private"] === true && { isPrivate: true }),
    ...(commands !== undefined && { commands }),
    ...(platforms !== undefined && { platforms }),
  };
}

function parse(text: string, place: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw invalid(`${place} is no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(`${place} is no JSON object`);
  }
  return value as Record<string, unknown>;
}

function readMembers(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** An empty text says as little as an absent one. */
function readText(source: Record<string, unknown>, key: string, place: string): string | undefined {
  const value = source[key];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  throw invalid(`${key} of ${place} is no text`);
}

function pickText<T extends Record<string, string | undefined>>(
  members: T,
): { [K in keyof T]?: string } {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: string };
}

function readSupport(bugs: unknown): string | undefined {
  const url = typeof bugs === "string" ? bugs : readMembers(bugs)["url"];
  return typeof url === "string" && isWebUrl(url) && !hasCredentials(url) ? url : undefined;
}

/** A single command is called as the package is, without its scope. */
function readCommands(bin: unknown, name = ""): Readonly<Record<string, string>> | undefined {
  if (typeof bin === "string") return { [unscoped(name)]: bin };
  const entries = Object.entries(readMembers(bin)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Returns the name of a package without its scope. */
export function unscoped(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

/** `os` of npm lists what is allowed, or with `!` what is not; systems without hosts are passed over. */
function readPlatforms(os: unknown, place: string): readonly Platform[] | undefined {
  if (os === undefined) return undefined;
  const listed = (Array.isArray(os) ? os : [os]).map(String);
  const allowed = listed.filter((each) => !each.startsWith("!"));
  const platforms = PLATFORMS.filter(
    (each) => !listed.includes(`!${each}`) && (allowed.length === 0 || allowed.includes(each)),
  );
  if (platforms.length > 0) return platforms;
  throw invalid(
    `os of ${place} leaves none of ${PLATFORMS.join(", ")}, where hosts of bundles run`,
  );
}
