import { relative } from "node:path";
import type { Client } from "@mortise/client";
import type { Finding, Listing, SeenPage, Severity, SourceText } from "@mortise/lint";
import { review, toSarif } from "@mortise/lint";
import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { withClient } from "../../invocation/with-client.ts";
import { describeReview } from "../../output/describe-review.ts";
import { ExitCode } from "../../output/exit-code.ts";
import { writeNote } from "../../output/note.ts";
import { toDocument } from "../../output/print-json.ts";
import { describeFailure } from "../../output/report-error.ts";
import { writeResult } from "../../output/write-result.ts";
import type { CommandTarget } from "../../target/command-target.ts";
import { readInstalledPackage } from "../../target/installed-package.ts";
import { readSources } from "../../target/read-sources.ts";
import { readMeta } from "../argument/read-meta.ts";
import type { Catalogue } from "../list/read-catalogue.ts";
import { readCatalogue } from "../list/read-catalogue.ts";
import type { LintFlags } from "./lint-flags.ts";
import { readPages } from "./read-pages.ts";

const RANK: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/**
 * Reviews a server and prints the findings.
 *
 * @throws MortiseError `INVALID_OPTION` for a rule that there is not, and for `--json` beside `--sarif`.
 */
export async function runLint(
  target: CommandTarget,
  flags: LintFlags,
  session: CommandSession,
): Promise<void> {
  const { json = false, sarif = false, off = [], failOn } = flags;
  if (json && sarif) {
    throw new MortiseError("INVALID_OPTION", "--json and --sarif are two forms; give one of them");
  }
  // A misspelt rule is refused before a server is started.
  review({ tools: [] }, { off });
  const meta = await readMeta(flags.meta);
  await withClient(target, flags, session, async (client, { signal }) => {
    const catalogue = await readCatalogue(client, { signal, ...meta });
    const sources = target.kind === "file" ? readSources(target.path) : undefined;
    const pages = await readPages(client, catalogue.lists.resources, { signal, ...meta });
    const listing = toListing(client, { target, catalogue, sources, pages });
    const outcome = review(listing, { off });
    const { serverInfo: server, revision } = client;
    if (sarif) {
      const file = target.kind === "file" ? relative(process.cwd(), target.path) : undefined;
      const { version } = readInstalledPackage();
      const log = toSarif(outcome.findings, { version, ...(file !== undefined && { file }) });
      await writeResult(toDocument(log), flags);
    } else if (json) {
      await writeResult(toDocument({ server, revision, ...outcome }), flags);
    } else {
      await writeResult(describeReview(outcome, listing), flags);
    }
    for (const { method, error } of catalogue.failed) {
      writeNote(`${method} failed and is not reviewed. ${describeFailure(error)[0] ?? ""}`);
    }
    if (fails(outcome.findings, failOn) || catalogue.failed.length > 0) {
      session.exitCode = ExitCode.unexpected;
    }
  });
}

interface Seen {
  readonly target: CommandTarget;
  readonly catalogue: Catalogue;
  readonly sources: readonly SourceText[] | undefined;
  readonly pages: readonly SeenPage[];
}

function toListing(
  { serverInfo, instructions }: Client,
  { target, catalogue: { lists }, sources, pages }: Seen,
): Listing {
  return {
    ...(serverInfo !== undefined && { name: serverInfo.name }),
    ...(instructions !== undefined && { instructions }),
    // A file can be served both ways.
    ...(target.kind === "url" && { transport: "http" }),
    ...(target.kind === "process" && { transport: "stdio" }),
    tools: lists.tools,
    prompts: lists.prompts,
    resources: lists.resources,
    templates: lists.resourceTemplates,
    pages,
    ...(sources !== undefined && { sources }),
  };
}

function fails(findings: readonly Finding[], failOn: LintFlags["failOn"]): boolean {
  if (failOn === "never") return false;
  return findings.some(({ severity }) => RANK[severity] >= RANK[failOn]);
}
