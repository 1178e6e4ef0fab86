import { nameModules } from "./evaluate.ts";

const LEVELS = ["debug", "log", "info", "warn", "error"] as const;

/** Sends what the program writes to its console to `write`, and errors that nothing caught. */
export function captureConsole(write: (level: string, text: string) => void): void {
  for (const level of LEVELS) {
    console[level] = (...values: readonly unknown[]) =>
      write(level, nameModules(values.map(print).join(" ")));
  }
  const report = (event: Event, reason: unknown): void => {
    event.preventDefault();
    write("error", nameModules(`Not caught: ${print(reason)}`));
  };
  globalThis.addEventListener("error", (event) => report(event, event.error ?? event.message));
  globalThis.addEventListener("unhandledrejection", (event) => report(event, event.reason));
}

function print(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.stack ?? value.message;
  try {
    return JSON.stringify(value, null, 1) ?? String(value);
  } catch {
    return String(value);
  }
}
