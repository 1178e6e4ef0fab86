import type { JsonSchema } from "../../schema/json.ts";

/** A dialect of JSON Schema, as the number that orders it among the others. */
export type Dialect = 4 | 6 | 7 | 2019 | 2020;

const DIALECTS: Readonly<Record<string, Dialect>> = {
  "https://json-schema.org/draft/2020-12/schema": 2020,
  "https://json-schema.org/draft/2019-09/schema": 2019,
  "http://json-schema.org/draft-07/schema": 7,
  "http://json-schema.org/draft-06/schema": 6,
  "http://json-schema.org/draft-04/schema": 4,
};

/** The addresses of the dialects that can be checked, newest first. */
export const DIALECT_URIS: readonly string[] = Object.keys(DIALECTS);

/** Reads the dialect that `$schema` names, 2020-12 by default; `undefined` for an unknown one. */
export function readDialect({ $schema = DIALECT_URIS[0] }: JsonSchema): Dialect | undefined {
  const address = String($schema).replace(/#$/, "");
  return Object.hasOwn(DIALECTS, address) ? DIALECTS[address] : undefined;
}
