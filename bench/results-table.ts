/** One table of `bench/results.md`: its head, and the cells of each row, the name first. */
export interface ResultsTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reads the tables below a heading of the results; none for a heading that is not there. */
export function readTables(results: string, heading: string): readonly ResultsTable[] {
  const section = results.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const tables: { head: string[]; rows: string[][] }[] = [];
  let open: (typeof tables)[number] | undefined;
  for (const line of section.split("\n")) {
    if (!line.startsWith("|")) {
      open = undefined;
      continue;
    }
    const cells = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (open === undefined) {
      open = { head: cells, rows: [] };
      tables.push(open);
    } else if (!/^-+$/.test(cells[0] ?? "")) open.rows.push(cells);
  }
  return tables;
}
