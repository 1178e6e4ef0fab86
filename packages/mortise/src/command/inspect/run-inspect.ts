import { once } from "node:events";
import { basename, resolve } from "node:path";
import { openInspector } from "@mortise/inspector";
import { toTargetSource } from "../../invocation/choose-target.ts";
import type { CommandSession } from "../../invocation/command-session.ts";
import type { ConnectionFlags } from "../../invocation/connection-options.ts";
import { refuseForeignOptions, toConnectionOptions } from "../../invocation/connection-options.ts";
import { printJson } from "../../output/print-json.ts";
import type { CommandTarget } from "../../target/command-target.ts";
import { readInstalledPackage } from "../../target/installed-package.ts";
import { readServers } from "../../target/read-servers.ts";
import { readPort } from "../argument/read-port.ts";
import { toInspectorTarget } from "./inspector-target.ts";
import { openAddedUrl } from "./open-added-url.ts";

/** The options of `mortise inspect`, as commander reads them. */
export interface InspectFlags extends ConnectionFlags {
  readonly port?: string;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly base?: string;
  readonly model?: string;
  readonly open: boolean;
}

/**
 * Runs `mortise inspect` until Ctrl+C.
 *
 * @throws MortiseError `INVALID_OPTION` for targets and ports that cannot be.
 */
export async function runInspect(
  words: readonly string[],
  flags: InspectFlags,
  session: CommandSession,
): Promise<void> {
  const { port, host, allowHost, base, model } = flags;
  const read = (): Record<string, CommandTarget> =>
    readServers(words, toTargetSource(flags, session));
  const servers = Object.entries(read());
  const options = toConnectionOptions(flags);
  if (servers.length === 1 && servers[0]) refuseForeignOptions(servers[0][1], options);
  const signal = session.interruption.listen();
  await using inspector = await openInspector({
    // A configuration may have changed since the last connection.
    targets: servers.map(([name, target]) =>
      toInspectorTarget(name, target, { ...options, present: () => read()[name] ?? target }),
    ),
    version: readInstalledPackage().version,
    project: basename(process.cwd()),
    callsFile: resolve(".mcp", "calls.json"),
    openUrl: openAddedUrl,
    ...(port !== undefined && { port: readPort(port) }),
    ...(host !== undefined && { host }),
    ...(allowHost !== undefined && { allowedHosts: allowHost }),
    ...(base !== undefined && { base }),
    ...(model !== undefined && { model }),
  });
  if (flags.json) printJson({ url: inspector.url, port: inspector.port });
  else process.stdout.write(`Inspector  ${inspector.url}\n`);
  if (flags.open) {
    const { openBrowser } = await import("@mortise/auth/node");
    await openBrowser(new URL(inspector.url));
  }
  if (!signal.aborted) await once(signal, "abort");
}
