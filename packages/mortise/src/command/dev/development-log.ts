import type { BuildState, DevelopmentNotice, SchemaChange } from "@mortise/inspector";
import { color } from "../../output/color.ts";
import { toLine, toPrintable } from "../../output/printable.ts";

/** Settings of a {@link DevelopmentLog}. */
export interface DevelopmentLogOptions {
  /** The file as the user named it. */
  readonly file: string;
  /** Shows every request of clients. Default: their calls alone. */
  readonly isVerbose: boolean;
  /** Writes to the terminal. Default: standard output. */
  readonly write?: (text: string) => void;
}

type Notice<Type extends DevelopmentNotice["type"]> = Extract<DevelopmentNotice, { type: Type }>;

/** The requests that clients make for a person; the others keep them up to date. */
const CALLS = /^(?:tools\/call|prompts\/get|resources\/read)$/;
const SIGNS: Readonly<Record<SchemaChange["kind"], string>> = {
  added: "+",
  removed: "-",
  changed: "~",
};
/** Differences that are listed one by one. */
const MAX_CHANGES = 20;

/** Writes what happens to a server under development, most of it in a line each. */
export class DevelopmentLog {
  readonly #options: DevelopmentLogOptions;
  readonly #write: (text: string) => void;

  constructor(options: DevelopmentLogOptions) {
    this.#options = options;
    this.#write = options.write ?? ((text) => void process.stdout.write(text));
  }

  /** Shows one notice. */
  show(notice: DevelopmentNotice): void {
    switch (notice.type) {
      case "build":
        if (notice.build.status === "failed") this.#failed(notice.build);
        break;
      case "served":
        this.#served(notice);
        break;
      case "log":
        this.#log(notice);
        break;
      case "request":
        this.#request(notice);
        break;
      case "not-listed":
        this.#line(
          `${color.yellow("note")} ${notice.clients.map(toLine).join(", ")} did not read the ${notice.lists.join(" and ")} again; reconnect there to see the change`,
        );
        break;
      case "polling":
        this.#line(
          `${color.yellow("note")} ${toLine(notice.reason)}; files are looked at three times a second`,
        );
        break;
      default:
    }
  }

  #served({ version, ms, changes, counts }: Notice<"served">): void {
    if (version === 1) {
      const offers = Object.entries(counts).filter(([, count]) => count > 0);
      const text = offers.map(([list, count]) => toAmount(count, list)).join(", ");
      this.#line(
        `${color.green("ready")} in ${ms} ms  ${color.dim(text || "nothing offered yet")}`,
      );
      return;
    }
    this.#line(`${color.green("reloaded")} in ${ms} ms  ${summarise(changes)}`.trimEnd());
    for (const change of changes.slice(0, MAX_CHANGES)) {
      const text = `  ${SIGNS[change.kind]} ${toLine(change.text)}`;
      this.#line(change.isBreaking ? `${text} ${color.red("(breaking)")}` : color.dim(text));
    }
    const more = changes.length - MAX_CHANGES;
    if (more > 0) this.#line(color.dim(`  and ${more} more`));
  }

  #failed({ error, servingSince }: BuildState): void {
    const { message = "", place, frame = [], stack = [] } = error ?? {};
    const goesOn = servingSince === undefined ? "" : "; the last good version goes on serving";
    this.#line(`${color.red("error")} ${toLine(this.#options.file)} does not load${goesOn}`);
    const where = place && `${place.file}:${place.line}:${place.column}`;
    this.#line(`  ${toPrintable(message).replaceAll("\n", "\n  ")}`);
    if (where !== undefined) this.#line(`  ${color.cyan(toLine(where))}`);
    const width = String(frame.at(-1)?.line ?? "").length;
    for (const { line, text } of frame) {
      const isPlace = line === place?.line;
      const row = `${isPlace ? ">" : " "} ${String(line).padStart(width)} | ${toPrintable(text)}`;
      this.#line(`  ${isPlace ? row : color.dim(row)}`);
      if (isPlace && place) {
        this.#line(`  ${" ".repeat(width + 2)} | ${" ".repeat(place.column - 1)}${color.red("^")}`);
      }
    }
    for (const frameOf of stack.slice(1, 6)) {
      this.#line(color.dim(`  at ${toLine(`${frameOf.file}:${frameOf.line}:${frameOf.column}`)}`));
    }
  }

  #log({ line }: Notice<"log">): void {
    const { source, level, text, place } = line;
    const where = place ? color.dim(`  ${toLine(`${place.file}:${place.line}`)}`) : "";
    const isBad = level === "error" || source === "exception";
    const label = isBad
      ? color.red(source)
      : level === "warning"
        ? color.yellow(source)
        : color.dim(source);
    this.#line(`${label} ${toPrintable(text)}${where}`);
  }

  #request({ request }: Notice<"request">): void {
    const { lane, method, subject, ms } = request;
    if (!this.#options.isVerbose && !CALLS.test(method)) return;
    const what = subject === undefined ? method : `${method} ${subject}`;
    this.#line(`${color.dim(toLine(lane))} ${toLine(what)}  ${color.dim(`${Math.round(ms)} ms`)}`);
  }

  #line(text: string): void {
    this.#write(`${text}\n`);
  }
}

/** Counts the entries that came, went and changed, as `+1 tool  ~1 changed (breaking)`. */
function summarise(changes: readonly SchemaChange[]): string {
  const parts = (["added", "removed", "changed"] as const).flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    const names = new Map(own.map((change) => [`${change.subject} ${change.name}`, change]));
    if (names.size === 0) return [];
    const isBreaking = own.some((change) => change.isBreaking);
    const subjects = new Set([...names.values()].map(({ subject }) => subject));
    const [only] = subjects;
    const noun = subjects.size === 1 && only ? `${only}s` : "entries";
    const what = kind === "changed" ? `${names.size} changed` : toAmount(names.size, noun);
    const text = `${SIGNS[kind]}${what}${isBreaking ? " (breaking)" : ""}`;
    return [isBreaking ? color.red(text) : color.green(text)];
  });
  return parts.join("  ");
}

function toAmount(count: number, list: string): string {
  const singular = list === "entries" ? "entry" : list.replace(/s$/, "");
  return `${count} ${count === 1 ? singular : list}`;
}
