/** Breaks a text between words into lines of at most `width` characters; long words stay whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Returns the width of standard output; infinite for a pipe. */
export function outputWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY ? Math.max(40, Math.min(columns || 80, 120)) : Number.POSITIVE_INFINITY;
}
