import { readTables } from "./results-table.ts";

/** The pictures of the results, by the names of their files. */
export type Charts = Readonly<Record<string, string>>;

interface Bar {
  readonly name: string;
  /** Microseconds. */
  readonly time: number;
}

interface Colors {
  readonly text: string;
  readonly quiet: string;
  readonly own: string;
  readonly other: string;
}

const SCHEMES: Readonly<Record<string, Colors>> = {
  light: { text: "#1f2328", quiet: "#59636e", own: "#0b7a53", other: "#b9c0c9" },
  dark: { text: "#f0f6fc", quiet: "#9198a1", own: "#3fb98a", other: "#4d5661" },
};

const TITLE = "Processor time of a server for one tools/call over HTTP";
const NOTE = "shorter is better; bench/results.md has the run";
const [WIDTH, ROW, TOP, LEFT, RIGHT] = [720, 26, 52, 150, 90];

/**
 * Draws the charts of a report, one for each color scheme.
 *
 * @throws Error for a report that lacks the rows that are drawn.
 */
export function drawCharts(results: string): Charts {
  const bars = readBars(results);
  return Object.fromEntries(
    Object.entries(SCHEMES).map(([scheme, colors]) => [
      `tools-call-${scheme}.svg`,
      draw(bars, colors),
    ]),
  );
}

function readBars(results: string): readonly Bar[] {
  const [table] = readTables(results, "HTTP tools/call");
  const column = table?.head.indexOf("1 tool") ?? -1;
  const bars = (table?.rows ?? []).flatMap((row): Bar[] => {
    const [, time] = /^([\d.]+) µs/.exec(row[column] ?? "") ?? [];
    return time === undefined ? [] : [{ name: row[0] ?? "", time: Number(time) }];
  });
  if (!bars.some(({ name }) => name === "Mortise")) {
    throw new Error("The results have no row of Mortise below HTTP tools/call");
  }
  return bars.toSorted((a, b) => a.time - b.time);
}

function draw(bars: readonly Bar[], { text, quiet, own, other }: Colors): string {
  const height = TOP + bars.length * ROW + 12;
  const longest = Math.max(...bars.map(({ time }) => time));
  const scale = (WIDTH - LEFT - RIGHT) / longest;
  const rows = bars.flatMap(({ name, time }, at) => {
    const isOwn = name.startsWith("Mortise");
    const y = TOP + at * ROW;
    const width = Math.max(1, time * scale).toFixed(1);
    const weight = isOwn ? ' font-weight="600"' : "";
    return [
      `<text x="${LEFT - 10}" y="${y + 13}" text-anchor="end" fill="${text}"${weight}>${name}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${width}" height="18" rx="2" fill="${isOwn ? own : other}"/>`,
      `<text x="${(LEFT + Number(width) + 8).toFixed(1)}" y="${y + 13}" fill="${quiet}">${time} µs</text>`,
    ];
  });
  const described = bars.map(({ name, time }) => `${name} ${time} µs`).join(", ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${TITLE}: ${described}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="13">
<text x="0" y="16" fill="${text}" font-size="15" font-weight="600">${TITLE}</text>
<text x="0" y="35" fill="${quiet}">${NOTE}</text>
${rows.join("\n")}
</svg>
`;
}
