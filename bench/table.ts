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

/** Returns a ratio with its spread, or an empty text without one. */
export function renderSpread(found: Spread | undefined): string {
  if (!found) return "";
  const [middle, min, max] = [found.median, found.min, found.max].map(renderRatio);
  return `${middle}× [${min}–${max}]`;
}

/** Two digits: rounds differ by a fifth, so that a third digit would be noise. */
function renderRatio(value: number): string {
  return value >= 100 ? String(Number(value.toPrecision(2))) : value.toPrecision(2);
}

/** Returns microseconds with two digits. */
export function renderTime(microseconds: number): string {
  const rounded = Number(microseconds.toPrecision(2));
  return `${rounded < 10 ? rounded.toFixed(1) : rounded} µs`;
}

/** Returns a rate per second with two digits. */
export function renderRate(perSecond: number): string {
  return `${Number(perSecond.toPrecision(2))}/s`;
}

/** Returns a share of 1 in per cent. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
