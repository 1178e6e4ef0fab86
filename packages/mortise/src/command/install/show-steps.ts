import type { RemoteClient, ServerEntry } from "@mortise/install";
import { reviewRemote } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import type { Examination } from "../../install/examine-entry.ts";
import { examineEntry } from "../../install/examine-entry.ts";
import type { CommandSession } from "../../invocation/command-session.ts";
import { color } from "../../output/color.ts";
import { ExitCode } from "../../output/exit-code.ts";
import { toLine } from "../../output/printable.ts";
import { describeExamination } from "./describe-outcome.ts";
import type { InstallFlags } from "./install-flags.ts";

/** The steps of a client, and what stands in their way. */
export interface Steps {
  readonly client: string;
  readonly steps: readonly string[];
  readonly findings: readonly string[];
}

/**
 * Shows how a server is added to clients that run elsewhere, after looking at what they need.
 *
 * @throws MortiseError `INVALID_OPTION` for a server without a URL.
 */
export async function showSteps(
  clients: readonly RemoteClient[],
  entry: ServerEntry,
  { flags, session }: { readonly flags: InstallFlags; readonly session: CommandSession },
): Promise<Steps[]> {
  const [first] = clients;
  if (first === undefined) return [];
  if (entry.kind !== "url") {
    const message = `${first.label} runs elsewhere and reaches URLs alone; serve it with mortise run --http, and give its public URL`;
    throw new MortiseError("INVALID_OPTION", message);
  }
  const examination = flags.check
    ? await examineEntry(entry, {
        folder: process.cwd(),
        signal: session.interruption.listen(),
        ...(flags.timeout !== undefined && { timeout: flags.timeout }),
      })
    : undefined;
  const findings = [
    ...(examination?.status === "wrong" ? examination.findings : []),
    ...(await review(entry.url, examination)),
  ];
  if (findings.length > 0) session.exitCode = ExitCode.unexpected;
  const all = clients.map(({ id, steps }) => ({
    client: id,
    steps: steps.map((step) => step.replace("{url}", entry.url)),
    findings,
  }));
  if (!flags.json) print(clients, all, examination);
  return all;
}

async function review(url: string, examination: Examination | undefined): Promise<string[]> {
  const needsLogin = examination?.status === "login";
  const tools = examination?.tools ?? [];
  const hasMetadata = needsLogin ? await findMetadata(url) : undefined;
  return reviewRemote({
    url,
    needsLogin,
    tools,
    ...(hasMetadata !== undefined && { hasMetadata }),
  });
}

/** Whether the server has metadata of a protected resource, for its path or its host (RFC 9728, 3). */
async function findMetadata(url: string): Promise<boolean> {
  const { origin, pathname } = new URL(url);
  const known = "/.well-known/oauth-protected-resource";
  for (const path of [`${known}${pathname.replace(/\/$/, "")}`, known]) {
    const response = await fetch(`${origin}${path}`, { redirect: "error" }).catch(() => undefined);
    const document: unknown = response?.ok ? await response.json().catch(() => null) : null;
    const servers = (document as { authorization_servers?: unknown } | null)?.authorization_servers;
    if (Array.isArray(servers) && servers.length > 0) return true;
  }
  return false;
}

function print(
  clients: readonly RemoteClient[],
  all: readonly Steps[],
  examination: Examination | undefined,
): void {
  const out: string[] = [];
  if (examination !== undefined && examination.status !== "wrong") {
    out.push(describeExamination(examination).trimEnd());
  }
  for (const finding of all[0]?.findings ?? []) out.push(`${color.red("✗")} ${toLine(finding)}`);
  for (const [at, { label }] of clients.entries()) {
    out.push(color.bold(label));
    for (const [number, step] of (all[at]?.steps ?? []).entries())
      out.push(`  ${number + 1}. ${step}`);
  }
  process.stdout.write(`${out.join("\n")}\n`);
}
