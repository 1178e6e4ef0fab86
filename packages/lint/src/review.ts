import type { Finding, Severity, SourcePlace, Subject } from "./finding.ts";
import type { Listing } from "./listing.ts";
import { chooseRules } from "./rule-set.ts";
import type { ServerSource } from "./source/server-source.ts";
import { placeOf, readSource } from "./source/server-source.ts";
import type { AgentView } from "./view/agent-view.ts";
import { adaptForAll, viewTools } from "./view/agent-view.ts";
import { isForModels, isView } from "./view/app-part.ts";
import type { Evidence } from "./view/evidence.ts";
import type { ClientNotes } from "./view/known-client.ts";
import { noteClients } from "./view/known-client.ts";

/** Settings of a review. */
export interface ReviewOptions {
  /** The rules to leave out, by their names. Default: none. */
  readonly off?: readonly string[];
}

/** The findings on a server, and its tools as each provider receives them. */
export interface Review {
  /** The findings: those on the server first, then by tool in the order of the server. */
  readonly findings: readonly Finding[];
  /** The tools as each provider receives them, with estimates of their tokens. */
  readonly views: readonly AgentView[];
  /** The parts that known clients drop or reject, by client. */
  readonly clients: readonly ClientNotes[];
  /** The rules that had nothing to look at, and why, one sentence each. */
  readonly unseen: readonly string[];
}

const SOURCE_RULES = "no-timeout, raw-exception and stdio-for-many";
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/**
 * Reviews a server by its lists, and by its sources and results as far as they are given.
 *
 * Nothing is called and nothing is sent. Definitions may be of any shape, as foreign servers send them.
 *
 * @throws MortiseError `INVALID_OPTION` for a rule that there is not.
 *
 * @example
 * ```ts
 * const { findings } = review({ name: "desk", tools: await client.listTools() });
 * ```
 */
export function review(listing: Listing, options: ReviewOptions = {}): Review {
  const rules = chooseRules(options.off);
  const source = listing.sources && readSource(listing.sources);
  const { prompts = [], resources = [], templates = [] } = listing;
  // A name is what findings are about; an entry without one cannot be called or shown.
  const tools = listing.tools.filter(({ name }) => typeof name === "string");
  const modelTools = tools.filter(isForModels);
  const adapted = adaptForAll(modelTools);
  const views = adapted.map(viewTools);
  const evidence: Evidence = {
    listing,
    tools,
    modelTools,
    prompts,
    resources,
    templates,
    adapted,
    views,
    source,
  };
  const findings = rules.flatMap(({ id, severity, check }) =>
    [...check(evidence)].map((fault): Finding => {
      const place = fault.place ?? placeOfTool(source, fault.subject);
      return {
        rule: id,
        severity: fault.severity ?? severity,
        subject: fault.subject,
        pointer: fault.pointer ?? "",
        message: fault.message,
        fix: fault.fix,
        affects: fault.affects ?? [],
        ...(place !== undefined && { place }),
      };
    }),
  );
  const order = new Map(tools.map(({ name }, index) => [name, index]));
  const positionOf = (subject: Subject): number => {
    if (subject.kind === "server") return -1;
    return subject.kind === "tool" ? (order.get(subject.name) ?? order.size) : order.size + 1;
  };
  findings.sort(
    (a, b) => positionOf(a.subject) - positionOf(b.subject) || RANK[a.severity] - RANK[b.severity],
  );
  return { findings, views, clients: noteClients(evidence), unseen: describeUnseen(evidence) };
}

function placeOfTool(source: ServerSource | undefined, subject: Subject): SourcePlace | undefined {
  if (subject.kind !== "tool") return undefined;
  for (const file of source?.files ?? []) {
    const tool = file.tools.find(({ name }) => name === subject.name);
    if (tool !== undefined) return placeOf(file, tool.definition);
  }
  return undefined;
}

function describeUnseen({ source, resources, listing }: Evidence): string[] {
  const unread =
    source === undefined
      ? [`${SOURCE_RULES} need the sources of the server, which the wire does not show.`]
      : source.unread.map(
          ({ path, reason }) =>
            `${SOURCE_RULES} do not see ${path}, which cannot be read: ${reason}.`,
        );
  const isPageless = listing.pages === undefined && resources.some(isView);
  return isPageless ? [...unread, "view-origin does not see the pages of the views."] : unread;
}
