import { invalid } from "../invalid.ts";
import { requireWebUrl } from "../web-url.ts";
import type { Person } from "./project.ts";

/** Stricter than mail itself, and no wider than what readers of manifests take. */
const EMAIL = /^[\w+-]+(?:[.'][\w+-]+)*@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/i;

/**
 * Reads a person in either form of npm: an object, or `Ada Lovelace <ada@example.com> (https://example.com)`.
 *
 * @throws MortiseError `INVALID_OPTION` for one without a name, and for an address that is none. `place` names
 * the value in the message.
 */
export function readPerson(value: unknown, place: string): Person {
  const { name, email, url } = typeof value === "string" ? split(value) : pick(value);
  if (name === "") {
    throw invalid(`${place} has no name; write it as "Ada Lovelace <ada@example.com>"`);
  }
  if (email !== "" && !EMAIL.test(email)) {
    throw invalid(`${place} has ${JSON.stringify(email)} as e-mail, which is no address`);
  }
  return {
    name,
    ...(email !== "" && { email }),
    ...(url !== "" && { url: requireWebUrl(url, place) }),
  };
}

type Parts = Record<"name" | "email" | "url", string>;

function split(text: string): Parts {
  const [, name = "", email = "", url = ""] =
    /^([^<(]*)(?:<([^>]*)>)?\s*(?:\(([^)]*)\))?\s*$/.exec(text) ?? [];
  return { name: name.trim(), email: email.trim(), url: url.trim() };
}

function pick(value: unknown): Parts {
  const object = (value ?? {}) as Record<string, unknown>;
  const text = (key: string): string => (typeof object[key] === "string" ? object[key].trim() : "");
  return { name: text("name"), email: text("email"), url: text("url") };
}
