import type { Spread } from "./statistics.ts";

/** Lays rows out as a Markdown table with aligned columns; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map(
    (row) => `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`,
  );
  lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  return lines.join("\n");
}

/** Returns a ratio with its spread, or nothing where there is none. */
export function renderSpread(found: Spread | undefined): string {
  if (!found) return "";
  const [middle, min, max] = [found.median, found.min, found.max].map(renderRatio);
  return `${middle}× [${min}–${max}]`;
}

function renderRatio(value: number): string {
  return value >= 20 ? value.toFixed(0) : value >= 2 ? value.toFixed(1) : value.toPrecision(2);
}

/** Returns microseconds, with as many digits as say something. */
export function renderTime(microseconds: number): string {
  return `${microseconds < 100 ? microseconds.toFixed(1) : Math.round(microseconds)} µs`;
}

/** Returns a share of 1 as per cent. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
