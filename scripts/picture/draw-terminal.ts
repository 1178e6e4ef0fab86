/** A part of a line in one look. */
interface Run {
  readonly text: string;
  readonly isBold: boolean;
  readonly isDim: boolean;
  /** The number of its color in ANSI, such as 36 for cyan; `undefined` is that of all text. */
  readonly color: number | undefined;
}

interface Scheme {
  readonly ground: string;
  readonly bar: string;
  readonly text: string;
  readonly dim: string;
  readonly colors: Readonly<Record<number, string>>;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  light: {
    ground: "#f6f8fa",
    bar: "#d1d9e0",
    text: "#1f2328",
    dim: "#59636e",
    colors: { 31: "#b3262d", 32: "#1a6b3c", 33: "#85520a", 36: "#0b607b" },
  },
  dark: {
    ground: "#14181c",
    bar: "#2a3138",
    text: "#dde3e8",
    dim: "#9aa5b0",
    colors: { 31: "#f48c8c", 32: "#6fcf94", 33: "#e3b062", 36: "#62c3de" },
  },
};

const [COLUMNS, CHARACTER, LINE, SIZE] = [100, 7.83, 19, 13];
const [LEFT, TOP] = [20, 56];

/** A recorded command and what it wrote, with its colors. */
export interface Recording {
  readonly command: string;
  readonly output: string;
}

/**
 * Draws a terminal with the output of a command, one picture for each color scheme. Lines appear one
 * after the other, once; with reduced motion all are there.
 */
export function drawTerminal({ command, output }: Recording): Readonly<Record<string, string>> {
  const rows = parseLines(`\u001b[32m$\u001b[39m ${command}\n${output.trimEnd()}`).flatMap(wrap);
  return Object.fromEntries(
    Object.entries(SCHEMES).map(([name, scheme]) => [name, draw(rows, scheme, command)]),
  );
}

/** Reads text with the escape sequences of colors, which go on from line to line. */
function parseLines(text: string): (readonly Run[])[] {
  let look: Omit<Run, "text"> = { isBold: false, isDim: false, color: undefined };
  return text.split("\n").map((line) =>
    line.split(ESCAPE).flatMap((part, at) => {
      if (at % 2 === 0) return part === "" ? [] : [{ text: part, ...look }];
      for (const code of part.split(";")) look = { ...look, ...readCode(Number(code)) };
      return [];
    }),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const ESCAPE = /\u001b\[([\d;]*)m/;

function readCode(code: number): Partial<Omit<Run, "text">> {
  if (code === 0) return { isBold: false, isDim: false, color: undefined };
  if (code === 1) return { isBold: true };
  if (code === 2) return { isDim: true };
  if (code === 22) return { isBold: false, isDim: false };
  return { color: code === 39 ? undefined : code };
}

/** Breaks a line where a terminal of this width does. */
function wrap(line: readonly Run[]): (readonly Run[])[] {
  const rows: Run[][] = [[]];
  let column = 0;
  for (const run of line) {
    for (let rest = run.text; rest !== ""; ) {
      if (column === COLUMNS) {
        rows.push([]);
        column = 0;
      }
      const text = rest.slice(0, COLUMNS - column);
      rows.at(-1)?.push({ ...run, text });
      column += text.length;
      rest = rest.slice(text.length);
    }
  }
  return rows;
}

/** Milliseconds until a row appears after the one before: a model thinks before it calls. */
function delayOf(row: readonly Run[]): number {
  const text = row.map((run) => run.text).join("");
  return text.startsWith("[Using tool") ? 900 : text.startsWith(">") ? 700 : 70;
}

function draw(rows: readonly (readonly Run[])[], scheme: Scheme, title: string): string {
  const width = Math.ceil(LEFT * 2 + COLUMNS * CHARACTER);
  const height = TOP + rows.length * LINE + 8;
  let delay = 0;
  const texts = rows.map((row, at) => {
    delay += at === 1 ? 800 : delayOf(row);
    return row.length === 0 ? "" : drawRow(row, { y: TOP + at * LINE, delay }, scheme);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>A terminal: ${escapeText(title)}</title>
<style>
text { font: ${SIZE}px ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: ${scheme.text}; animation: show 1ms linear both; }
@keyframes show { from { opacity: 0; } to { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { text { animation: none; } }
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${scheme.ground}" stroke="${scheme.bar}"/>
${[0, 1, 2].map((at) => `<circle cx="${LEFT + 4 + at * 18}" cy="20" r="5" fill="${scheme.bar}"/>`).join("")}
${texts.filter((text) => text !== "").join("\n")}
</svg>
`;
}

function drawRow(
  row: readonly Run[],
  { y, delay }: { readonly y: number; readonly delay: number },
  scheme: Scheme,
): string {
  let column = 0;
  const runs = row.map((run) => {
    const x = (LEFT + column * CHARACTER).toFixed(1);
    column += run.text.length;
    const fill = run.isDim ? scheme.dim : scheme.colors[run.color ?? 0];
    const look = `${fill === undefined ? "" : ` style="fill:${fill}"`}${run.isBold ? ' font-weight="bold"' : ""}`;
    return `<tspan x="${x}"${look}>${escapeText(run.text)}</tspan>`;
  });
  return `<text y="${y}" style="animation-delay:${delay}ms">${runs.join("")}</text>`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
