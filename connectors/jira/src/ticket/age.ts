const UNITS = [
  { name: "year", ms: 365 * 86_400_000 },
  { name: "month", ms: 30 * 86_400_000 },
  { name: "day", ms: 86_400_000 },
  { name: "hour", ms: 3_600_000 },
  { name: "minute", ms: 60_000 },
] as const;

/** Says how long ago a date is in the largest whole unit: `3 days`, or `less than a minute`. */
export function toAge(date: Date, now: Date): string {
  const passed = now.getTime() - date.getTime();
  for (const { name, ms } of UNITS) {
    const count = Math.floor(passed / ms);
    if (count >= 1) return `${count} ${name}${count === 1 ? "" : "s"}`;
  }
  return "less than a minute";
}
