/** A place in the units of the axes. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** One series: a path through some points, and dots. */
export interface Line {
  readonly name: string;
  readonly path: readonly Point[];
  readonly dots: readonly Point[];
}

/** An axis from its first tick to its last, logarithmic unless it says otherwise. */
interface Axis {
  readonly label: string;
  readonly ticks: readonly number[];
  readonly render: (value: number) => string;
  readonly isLinear?: boolean;
}

/** Lines over two axes. */
export interface Chart {
  readonly title: string;
  readonly note: string;
  readonly horizontal: Axis;
  readonly vertical: Axis;
  readonly lines: readonly Line[];
}

interface Colors {
  /** Drawn too: a site may be dark where the browser prefers light. */
  readonly ground: string;
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  readonly lines: readonly string[];
}

/** Series differ by their dashes too, since some eyes see two colors alike. */
const DASHES = ["", "7 3", "2 3", "10 3 2 3", "4 4"];

const SCHEMES: Readonly<Record<string, Colors>> = {
  light: {
    ground: "#ffffff",
    text: "#1f2328",
    quiet: "#59636e",
    grid: "#d8dee4",
    lines: ["#0b7a53", "#0969da", "#bc4c00", "#8250df", "#bf3989"],
  },
  dark: {
    ground: "#0d1117",
    text: "#f0f6fc",
    quiet: "#9198a1",
    grid: "#30363d",
    lines: ["#3fb98a", "#4493f8", "#f0883e", "#ab7df8", "#db61a2"],
  },
};

const [WIDTH, HEIGHT] = [720, 390];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 44, 128, 44];
const EDGE = 12;
const LEGEND = { top: 68, row: 20, column: 238 };

/** Draws a chart for each color scheme; the names of the files begin with `name`. */
export function drawLines(name: string, chart: Chart): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SCHEMES).map(([scheme, colors]) => [
      `${name}-${scheme}.svg`,
      draw(chart, colors),
    ]),
  );
}

function draw(chart: Chart, colors: Colors): string {
  const { title, note, horizontal, vertical, lines } = chart;
  const x = scale(horizontal, LEFT, WIDTH - RIGHT);
  const y = scale(vertical, HEIGHT - BOTTOM, TOP);
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="6" fill="${colors.ground}"/>`,
    `<text x="${EDGE}" y="24" fill="${colors.text}" font-size="15" font-weight="600">${title}</text>`,
    `<text x="${EDGE}" y="43" fill="${colors.quiet}">${note}</text>`,
    ...lines.flatMap(({ name }, at) => drawLegend(name, at, colors)),
    ...vertical.ticks.flatMap((tick) => [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" stroke="${colors.grid}"/>`,
      `<text x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end" fill="${colors.quiet}">${vertical.render(tick)}</text>`,
    ]),
    ...horizontal.ticks.map(
      (tick) =>
        `<text x="${x(tick)}" y="${HEIGHT - BOTTOM + 17}" text-anchor="middle" fill="${colors.quiet}">${horizontal.render(tick)}</text>`,
    ),
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - EDGE}" text-anchor="end" fill="${colors.quiet}">${horizontal.label}</text>`,
    `<text x="${EDGE}" y="${TOP - 14}" fill="${colors.quiet}">${vertical.label}</text>`,
    ...lines.flatMap(({ path, dots }, at) => [
      `<polyline points="${path.map((point) => `${x(point.x)},${y(point.y)}`).join(" ")}" fill="none" ${stroke(at, colors)}/>`,
      ...dots.map(
        (dot) =>
          `<circle cx="${x(dot.x)}" cy="${y(dot.y)}" r="3.5" fill="${colorOf(at, colors)}"/>`,
      ),
    ]),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${describe(chart)}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="13">
${parts.join("\n")}
</svg>
`;
}

function drawLegend(name: string, at: number, colors: Colors): string[] {
  const left = EDGE + (at % 3) * LEGEND.column;
  const top = LEGEND.top + Math.floor(at / 3) * LEGEND.row;
  return [
    `<line x1="${left}" x2="${left + 26}" y1="${top - 4}" y2="${top - 4}" ${stroke(at, colors)}/>`,
    `<text x="${left + 34}" y="${top}" fill="${colors.text}">${name}</text>`,
  ];
}

function stroke(at: number, colors: Colors): string {
  return `stroke="${colorOf(at, colors)}" stroke-width="2" stroke-dasharray="${DASHES[at % DASHES.length]}"`;
}

function colorOf(at: number, { lines }: Colors): string {
  return lines[at % lines.length] ?? "";
}

/** Returns the place of a value between two edges; a value beyond the ticks stays at the edge. */
function scale(axis: Axis, from: number, to: number): (value: number) => number {
  const measure = axis.isLinear ? (value: number): number => value : Math.log10;
  const [first = 0, last = 1] = [axis.ticks[0], axis.ticks.at(-1)].map((tick) =>
    measure(tick ?? 1),
  );
  return (value) => {
    const share = Math.min(1, Math.max(0, (measure(value) - first) / (last - first)));
    return Math.round((from + share * (to - from)) * 10) / 10;
  };
}

/** The chart in words, for screen readers. */
function describe({ title, lines, horizontal, vertical }: Chart): string {
  const texts = lines.map(({ name, path }) => {
    const [first, last] = [path[0], path.at(-1)];
    if (!first || !last) return `${name}: none`;
    const end = (point: Point): string =>
      `${renderShort(point.y)} at ${horizontal.render(point.x)}`;
    return `${name}: ${end(first)}, ${end(last)}`;
  });
  return `${title} (${vertical.label}): ${texts.join("; ")}`;
}

function renderShort(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en-US");
}
