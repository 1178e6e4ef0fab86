/** The numbers of the README: rows of `bench/results.md`, copied with their spread. */
import { readTables } from "./results-table.ts";

/** A row of the README, and the cell of the results that it repeats. */
interface Claim {
  readonly text: string;
  readonly heading: string;
  readonly row: string;
  readonly column: string;
}

const START = "<!-- copied from bench/results.md by npm run bench -- --write -->";
const END = "<!-- end of the copy -->";
const BY_THROUGHPUT = "… by throughput";

const http = { heading: "HTTP tools/call", column: "1 tool" };
const stdio = { heading: "stdio tools/call", column: "1 tool" };
const client = { heading: "Clients that call the same server", row: "over SDK v2" };

const claims: readonly Claim[] = [
  { ...http, row: "over raw Node", text: "`tools/call` over HTTP, over a bare `node:http` server" },
  { ...http, row: "over tmcp", text: "… over tmcp" },
  { ...http, row: "over Mastra", text: "… over Mastra" },
  { ...http, row: "over mcp-use", text: "… over mcp-use" },
  { ...http, row: "over SDK v2", text: "… over the official SDK v2" },
  { ...http, row: "over SDK v2", column: "1000 tools", text: "… with 1,000 tools" },
  { ...http, row: "over SDK v1", text: "… over the official SDK v1, stateless" },
  { ...http, row: "over SDK v1, sessions", text: "… over the official SDK v1, both in sessions" },
  { ...stdio, row: "over SDK v2", text: "`tools/call` over stdio, over the official SDK v2" },
  { ...stdio, row: "over SDK v1", text: "… over the official SDK v1" },
  { ...client, column: "http, 2026-07-28", text: "a client's call over HTTP, over the SDK v2" },
  { ...client, column: "stdio, 2026-07-28", text: "… over stdio" },
];

/** Puts the numbers of the results between the two marks of the README; throws without marks. */
export function copyClaims(readme: string, results: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) {
    throw new Error(`README.md needs the lines "${START}" and "${END}" for the numbers`);
  }
  return `${readme.slice(0, start + START.length)}\n${renderClaims(results)}\n${readme.slice(end)}`;
}

/** Writes the claims as a Markdown table; a row that the results lack is left out. */
function renderClaims(results: string): string {
  const rows = claims.flatMap(({ text, heading, row, column }) => {
    const found = findCells(results, { heading, row, column });
    return found ? [`| ${text} | ${found.processor} | ${found.throughput} |`] : [];
  });
  return [
    "| Mortise beside others | by processor time | by throughput |",
    "| --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Finds the cell of a ratio, and the one below it, which holds the ratio by throughput. */
function findCells(
  results: string,
  { heading, row, column }: Omit<Claim, "text">,
): { readonly processor: string; readonly throughput: string } | undefined {
  for (const { head, rows } of readTables(results, heading)) {
    const at = rows.findIndex(([name]) => name === row);
    const [found, below] = [rows[at], rows[at + 1]];
    const [processor, throughput] = [found, below].map((cells) => cells?.[head.indexOf(column)]);
    if (at < 0 || !processor) continue;
    return below?.[0] === BY_THROUGHPUT && throughput ? { processor, throughput } : undefined;
  }
  return undefined;
}
