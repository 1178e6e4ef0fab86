import { isRecord } from "../../record.ts";

/** How deep records are looked for. */
const DEPTH_LIMIT = 3;

/** Lists the records of the first list in a result; a result that is one record is the only one. */
export function recordsIn(
  result: unknown,
  depth = 0,
): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(result)) return result.filter(isRecord);
  if (!isRecord(result) || depth > DEPTH_LIMIT) return [];
  const list = Object.values(result).find(Array.isArray);
  if (list !== undefined) return list.filter(isRecord);
  const inner = Object.values(result).filter(isRecord);
  return inner.length === 1 ? recordsIn(inner[0], depth + 1) : [result];
}
