import { StatementSync } from "node:sqlite";
import pg from "pg";

type Method = (this: unknown, ...parameters: unknown[]) => unknown;

/** Counts the statements of this process by their first word, in the object that it returns. */
export function countStatements(): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (sql: string): void => {
    const word = /\w+/.exec(sql)?.[0].toUpperCase() ?? "";
    counts[word] = (counts[word] ?? 0) + 1;
  };
  watch(pg.Client.prototype, "query", (_client, [query]) => {
    count(typeof query === "string" ? query : String((query as { text?: string })?.text));
  });
  for (const name of ["run", "get", "all", "iterate"]) {
    watch(StatementSync.prototype, name, (statement) => {
      count((statement as StatementSync).sourceSQL);
    });
  }
  return counts;
}

/** Calls `seen` before each call of a method. */
function watch(
  prototype: object,
  name: string,
  seen: (target: unknown, parameters: readonly unknown[]) => void,
): void {
  const methods = prototype as Record<string, Method>;
  const original = methods[name];
  if (original === undefined) throw new Error(`There is no method ${name} to count`);
  methods[name] = function (this: unknown, ...parameters: unknown[]): unknown {
    seen(this, parameters);
    return original.apply(this, parameters);
  };
}
