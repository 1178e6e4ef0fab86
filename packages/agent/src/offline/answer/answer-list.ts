import { isRecord } from "../../record.ts";
import type { ListQuestion, ResultList } from "./describe-list.ts";
import { describeList, nounOf, writeItems } from "./describe-list.ts";
import { describeRecord } from "./describe-record.ts";
import type { ListFilter } from "./list-filter.ts";
import { readFilters } from "./list-filter.ts";
import { measuredKey, readMeasure, takeMeasure } from "./list-measure.ts";

/** A list, the question, and the words that the call has settled. */
export interface AskedList extends ListQuestion {
  readonly settled: string;
  /** The values that fields may have by the tool's output schema. */
  readonly options: readonly string[];
  readonly nouns: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const ASKS =
  /^(?:(?:please|and|so)\s+)?(?:has|have|does|do|did|is|are|was|were)\b|\bany(?:thing)?\b|\b(?:if|whether)\b/i;

/** Says whether a clause is answered with yes or no. */
export function asksYesOrNo(clause: string): boolean {
  return ASKS.test(clause);
}

/**
 * Answers a clause from a list: filtered and measured as the clause says, with the number of records
 * that were counted, or else as it is.
 */
export function answerList(asked: AskedList): string {
  const { list, clause } = asked;
  const records = list.items.filter(isRecord);
  if (records.length === 0 || records.length < list.items.length) return describeList(asked);
  const measure = readMeasure(clause);
  const measured = measure && measuredKey(measure, records, clause);
  const filters = readFilters({ ...asked, records, measured });
  if (filters.length === 0 && measure === undefined) return describeList(asked);
  const kept = records.filter((record) => filters.every(({ keeps }) => keeps(record)));
  const scope = writeScope(asked, kept.length, filters);
  if (measure !== undefined && kept.length > 0) {
    const taken = takeMeasure(measure, { records: kept, clause, scope });
    if (taken && "sentence" in taken) return taken.sentence;
    if (taken) {
      const { nouns } = asked;
      return `${taken.lead} ${describeRecord({ record: taken.record, clause: "", nouns })}`;
    }
  }
  if (filters.length === 0) return describeList(asked);
  return writeKept(asked, kept, scope);
}

function writeNone({ list, clause }: AskedList, scope: string): string {
  const isOne = list.items.length === 1;
  const words = isOne
    ? scope.replace("the 1 ", "the only ").replace(" matches ", " does not match ")
    : `none of ${scope}`;
  if (asksYesOrNo(clause)) return `No: ${words}.`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function writeKept(asked: AskedList, kept: readonly unknown[], scope: string): string {
  if (kept.length === 0) return writeNone(asked, scope);
  const isOfAll = /\b(?:all|every|each|everything)\b/i.test(asked.clause);
  const affirms = isOfAll && kept.length < asked.list.items.length ? "No: only " : "Yes: ";
  return [
    `${asksYesOrNo(asked.clause) ? affirms : ""}${scope}:`,
    ...writeItems(kept, nounOf(asked)),
  ].join("\n");
}

/** Says which records count: `2 of the 5 invoices match “unpaid”`. */
function writeScope(
  { list, tool }: AskedList,
  kept: number,
  filters: readonly ListFilter[],
): string {
  const all = countOf(list, tool);
  if (filters.length === 0) return all;
  const written = [...new Set(filters.map((filter) => `“${filter.written}”`))].join(" and ");
  if (kept === list.items.length) return `${all.replace(/^the /, "")} (${written})`;
  return kept === 0 ? `${all} matches ${written}` : `${kept} of ${all} (${written})`;
}

function countOf(list: ResultList, tool: string): string {
  const { items, goesOn = false, total = 0 } = list;
  const noun = nounOf({ list, tool });
  if (items.length === 1 && !goesOn) return `the 1 ${noun}`;
  const isPart = goesOn || total > items.length;
  return `the ${isPart ? "first " : ""}${items.length} ${noun}`;
}
