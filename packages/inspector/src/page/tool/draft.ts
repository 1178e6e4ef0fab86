import type { JsonSchema } from "@mortise/protocol";
import { useCallback, useMemo, useState } from "react";
import { isJsonObject, parseExactJson } from "../../contract/index.ts";
import { makeFirstObject } from "../form/first-value.ts";
import { readShape } from "../form/shape.ts";

/** The arguments that a person prepares for a tool. */
export interface Draft {
  /** As written in the JSON tab; it may not be JSON yet. */
  readonly text: string;
  /** The last value that the text was. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Why the text is no object of JSON. */
  readonly fault?: string;
}

export interface DraftHook {
  readonly draft: Draft;
  readonly setValue: (value: Readonly<Record<string, unknown>>) => void;
  readonly setText: (text: string) => void;
  /** Begins again with what the schema gives. */
  readonly reset: () => void;
}

/** A draft of each tool stays in the tab through reloads of the page and of the server. */
export function useDraft(key: string, schema: JsonSchema): DraftHook {
  const storageKey = `mortise.draft.${key}`;
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const first = useMemo(() => readFirst(storageKey, schema), [storageKey, schema]);
  const draft = drafts[storageKey] ?? first;
  const set = useCallback(
    (next: Draft) => {
      keep(storageKey, next.text);
      setDrafts((all) => ({ ...all, [storageKey]: next }));
    },
    [storageKey],
  );
  return {
    draft,
    setValue: (value) => set({ value, text: print(value) }),
    setText: (text) => set(parseDraft(text, draft.value)),
    reset: () => {
      const value = makeFirst(schema);
      set({ value, text: print(value) });
    },
  };
}

/** Puts arguments into the draft of a tool that is not shown yet. */
export function prepareDraft(key: string, value: unknown): void {
  keep(`mortise.draft.${key}`, print(value));
}

/** Reads a text; while it is no object, `former` stays the value. */
export function parseDraft(text: string, former: Draft["value"]): Draft {
  try {
    const value: unknown = text.trim() === "" ? {} : parseExactJson(text);
    if (isJsonObject(value)) return { text, value };
    return { text, value: former, fault: "Arguments are a JSON object." };
  } catch (error) {
    return { text, value: former, fault: error instanceof Error ? error.message : String(error) };
  }
}

function readFirst(storageKey: string, schema: JsonSchema): Draft {
  const value = makeFirst(schema);
  const stored = sessionStorage.getItem(storageKey);
  return stored === null ? { value, text: print(value) } : parseDraft(stored, value);
}

function makeFirst(schema: JsonSchema): Draft["value"] {
  return makeFirstObject(readShape(schema, schema).schema, schema);
}

function print(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function keep(storageKey: string, text: string): void {
  try {
    sessionStorage.setItem(storageKey, text);
  } catch {
    // A full storage only loses the draft at the next load.
  }
}
