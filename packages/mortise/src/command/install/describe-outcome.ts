import type { InstallClient, InstallLink } from "@mortise/install";
import type { Examination } from "../../install/examine-entry.ts";
import { color } from "../../output/color.ts";
import { toLine, toName, toPrintable } from "../../output/printable.ts";

/** The outcome for one file. */
export interface FileOutcome {
  readonly client: string;
  readonly file: string;
  readonly status: "written" | "unchanged" | "planned" | "refused" | "removed" | "absent";
  readonly notes: readonly string[];
  readonly diff?: string;
  readonly backup?: string;
  /** Why the file is refused. */
  readonly message?: string;
}

const SAID: Readonly<Record<Exclude<FileOutcome["status"], "planned" | "refused">, string>> = {
  written: "is written into",
  unchanged: "is already in",
  removed: "is taken out of",
  absent: "is not in",
};

/** Describes what became of a server in a file, for a terminal. */
export function describeOutcome(
  { file, status, notes, diff, backup, message }: FileOutcome,
  client: Pick<InstallClient, "label" | "reload">,
  name: string,
): string {
  if (status === "refused") {
    return `${color.red("✗")} ${color.bold(client.label)} ${toPrintable(message)}\n`;
  }
  if (status === "planned") return `${toPrintable(diff)}${describeNotes(notes)}`;
  const mark = status === "absent" ? color.dim("-") : color.green("✓");
  const kept = backup === undefined ? "" : `  ${color.dim(`the file before: ${backup}`)}\n`;
  const reload = status === "written" ? `  ${client.reload}\n` : "";
  const line = `${mark} ${color.bold(client.label)}: ${toName(name)} ${SAID[status]} ${toName(file)}\n`;
  return `${line}${describeNotes(notes)}${kept}${reload}`;
}

function describeNotes(notes: readonly string[]): string {
  return notes.map((note) => `  ${color.yellow(toLine(note))}\n`).join("");
}

/** Describes what came of starting a server. */
export function describeExamination(
  { status, answeredBy, tools, findings }: Examination,
  label = "the server",
): string {
  const named = toLine(answeredBy || label);
  const count = `${tools.length} ${tools.length === 1 ? "tool" : "tools"}`;
  const names = tools.map(({ name }) => toLine(name)).join(", ");
  const lines = {
    ok: `${color.green("✓")} ${color.bold(named)} answers with ${count}${names === "" ? "" : `: ${names}`}`,
    login: `${color.yellow("!")} ${color.bold(named)} is there`,
    wrong: `${color.red("✗")} ${color.bold(named)} does not answer`,
  };
  const rest = findings.map((finding) => `  ${toLine(finding)}`);
  return `${[lines[status], ...rest].join("\n")}\n`;
}

/** Describes links, with what they cannot do. */
export function describeLinks(links: readonly InstallLink[]): string {
  return links
    .map(({ client, url, webUrl, notes }) => {
      const lines = [color.bold(client), url, ...(webUrl === undefined ? [] : [webUrl])];
      return `${[...lines, ...notes.map((note) => color.dim(note))].join("\n  ")}\n`;
    })
    .join("");
}
