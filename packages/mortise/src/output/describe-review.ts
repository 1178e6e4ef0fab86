import type { Finding, Listing, Review, Severity, Subject } from "@mortise/lint";
import { color } from "./color.ts";
import { toLine, toName } from "./printable.ts";
import { outputWidth, wrap } from "./wrap.ts";

const INDENT = "    ";
const COLORS: Readonly<Record<Severity, (text: string) => string>> = {
  error: color.red,
  warning: color.yellow,
  note: color.dim,
};

/** Formats the findings on a server by tool, with its cost in tokens and the notes on clients. */
export function describeReview(
  { findings, views, clients, unseen }: Review,
  { name, tools }: Listing,
): string {
  const tokens = views.map(({ label, tokens: count }) => `${label} ${count}`).join(", ");
  return [
    `${color.bold(toName(name ?? "server"))} ${color.dim(count(tools.length, "tool"))}`,
    color.dim(`tokens in every request, by estimate: ${tokens}`),
    ...groupBySubject(findings).flatMap(([subject, group]) => [
      "",
      ...describeGroup(subject, group),
    ]),
    ...(clients.length > 0 ? ["", color.bold("In known clients")] : []),
    ...clients.flatMap(({ client, notes }) =>
      notes.flatMap((note) => indent(`${client}: ${toLine(note)}`, "  ")),
    ),
    "",
    ...unseen.map((each) => color.dim(`Not seen: ${toLine(each)}`)),
    summarize(findings),
    "",
  ].join("\n");
}

function groupBySubject(findings: readonly Finding[]): [Subject, Finding[]][] {
  const groups = new Map<string, [Subject, Finding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify(finding.subject);
    const group = groups.get(key) ?? [finding.subject, []];
    group[1].push(finding);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function describeGroup(subject: Subject, findings: readonly Finding[]): string[] {
  const name =
    subject.kind === "server"
      ? "The server"
      : `${subject.kind === "tool" ? "" : `${subject.kind} `}${toName(subject.name)}`;
  return [color.cyan(name), ...findings.flatMap(describeFinding)];
}

function describeFinding(finding: Finding): string[] {
  const { rule, severity, pointer, message, fix, affects, place } = finding;
  const at = place === undefined ? pointer : `${place.file}:${place.line}:${place.column}`;
  const where = [rule, at, ...affects].filter((part) => part !== "").map(toLine);
  return [
    `  ${COLORS[severity](severity)} ${color.dim(where.join(", "))}`,
    ...indent(toLine(message), INDENT),
    ...indent(`Fix: ${toLine(fix)}`, INDENT),
  ];
}

function indent(text: string, by: string): string[] {
  return wrap(text, outputWidth() - by.length).map((line) => by + line);
}

function summarize(findings: readonly Finding[]): string {
  if (findings.length === 0) return color.green("No findings.");
  const of = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return [
    count(of("error"), "error"),
    count(of("warning"), "warning"),
    count(of("note"), "note"),
  ].join(", ");
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
