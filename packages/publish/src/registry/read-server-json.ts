import { visit } from "jsonc-parser";
import { invalid } from "../invalid.ts";
import type { ServerJson } from "./server-json.ts";

/**
 * Reads the text of a `server.json`; `place` names the file in messages. A byte order mark is passed over.
 *
 * @throws MortiseError `INVALID_OPTION` for what is no JSON object, and for an object with two members of one name,
 * of which writing it anew would lose one.
 */
export function readServerJson(text: string, place: string): ServerJson {
  const json = text.replace(/^\uFEFF/, "");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw invalid(`${place} is no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(`${place} is no JSON object`);
  }
  refuseRepeats(json, place);
  return value as ServerJson;
}

function refuseRepeats(json: string, place: string): void {
  const open: Set<string>[] = [];
  visit(json, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(name, offset) {
      const names = open.at(-1);
      if (names?.has(name)) {
        const at = describePlace(json, offset);
        throw invalid(`${place} has ${JSON.stringify(name)} twice, at ${at}; take one out`);
      }
      names?.add(name);
    },
  });
}

function describePlace(json: string, offset: number): string {
  const before = json.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
}
