import { isCredentialField } from "@mortise/protocol";
import type { InstallClient } from "./client/install-client.ts";
import { decode } from "./edit/bytes.ts";
import { FORMATS } from "./edit/formats.ts";
import { withinDepth } from "./edit/within-depth.ts";
import { isMembers } from "./entry.ts";
import { readOption } from "./find-secrets.ts";

/** The members that hold the values of variables and headers, in the spelling of any client. */
export const VALUE_MEMBERS: ReadonlySet<string> = new Set([
  "env",
  "environment",
  "envs",
  "headers",
  "http_headers",
]);

/**
 * Finds the values of variables, headers and credential options of all servers in the file of a client, which a
 * text about the file must not show. Values that the client takes from its environment are left out.
 *
 * @throws MortiseError `INVALID_OPTION` for a broken file.
 */
export function findValues(bytes: Uint8Array | undefined, client: InstallClient): string[] {
  const found = new Set<string>();
  const refers = (name: string, value: string): boolean => client.reference?.(name) === value;
  withinDepth(() => {
    collect(FORMATS[client.format].read(decode(bytes).text), (name, value) => {
      if (!refers(name, value)) found.add(value);
    });
  });
  return [...found];
}

type Found = (name: string, value: string) => void;

function collect(node: unknown, onValue: Found): void {
  if (Array.isArray(node)) {
    const words = node.map((word) => (typeof word === "string" ? word : ""));
    for (const at of words.keys()) {
      const { flag, value } = readOption(words, at);
      if (flag !== undefined && value !== undefined && isCredentialField(flag))
        onValue(flag, value);
    }
  }
  if (typeof node !== "object" || node === null) return;
  for (const [name, member] of Object.entries(node)) {
    if (VALUE_MEMBERS.has(name) && isMembers(member)) {
      for (const [variable, value] of Object.entries(member)) {
        if (isPlain(value)) onValue(variable, String(value));
      }
    }
    collect(member, onValue);
  }
}

/** Booleans and nothing are no secrets, and stand everywhere. */
function isPlain(value: unknown): boolean {
  return /^(?:string|number)$/.test(typeof value) && !/^(?:true|false|null)$/.test(String(value));
}
