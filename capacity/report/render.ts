/** Returns milliseconds with two digits, from seconds; a fleet that falls behind has no time. */
export function renderMs(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const milliseconds = Number((seconds * 1e3).toPrecision(2));
  return `${milliseconds} ms`;
}

/** Returns a count with commas and two digits. */
export function renderCount(count: number, digits = 2): string {
  const rounded = count < 10 ** digits ? Math.round(count) : Number(count.toPrecision(digits));
  return rounded.toLocaleString("en-US");
}

/** Returns bytes in KiB or MiB, with two digits. */
export function renderBytes(bytes: number): string {
  const [size, unit] = bytes < 2 ** 20 ? [bytes / 2 ** 10, "KiB"] : [bytes / 2 ** 20, "MiB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** Returns how far a prediction is from what was found, such as `+12 %`. */
export function renderError(predicted: number, found: number): string {
  const error = Math.round((predicted / found - 1) * 100);
  return `${error > 0 ? "+" : ""}${error} %`;
}
