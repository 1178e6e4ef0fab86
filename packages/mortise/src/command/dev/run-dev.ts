import { basename } from "node:path";
import { startDevelopment } from "@mortise/inspector";
import type { CommandSession } from "../../invocation/command-session.ts";
import { color } from "../../output/color.ts";
import { readInstalledPackage } from "../../target/installed-package.ts";
import { readPort } from "../argument/read-port.ts";
import { openAddedUrl } from "../inspect/open-added-url.ts";
import { DevelopmentLog } from "./development-log.ts";

/** The options of `mortise dev`, as commander reads them. */
export interface DevFlags {
  readonly port?: string;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly model?: string;
  readonly open: boolean;
  readonly verbose?: boolean;
}

/**
 * Runs `mortise dev` until Ctrl+C.
 *
 * @throws MortiseError `INVALID_OPTION` for a file that is not there and a port that cannot be.
 */
export async function runDev(
  file: string,
  { port, host, allowHost, model, open, verbose = false }: DevFlags,
  session: CommandSession,
): Promise<void> {
  const log = new DevelopmentLog({ file, isVerbose: verbose });
  const signal = session.interruption.listen();
  await using development = await startDevelopment({
    file,
    version: readInstalledPackage().version,
    project: basename(process.cwd()),
    openUrl: openAddedUrl,
    onNotice: (notice) => log.show(notice),
    ...(port !== undefined && { port: readPort(port) }),
    ...(host !== undefined && { host }),
    ...(allowHost !== undefined && { allowedHosts: allowHost }),
    ...(model !== undefined && { model }),
  });
  process.stdout.write(
    `\n  ${color.bold("Inspector")}  ${color.cyan(development.url)}\n  ${color.bold("Endpoint")}   ${development.endpoint}\n\n`,
  );
  if (open && !process.env["CI"] && process.stdout.isTTY) {
    const { openBrowser } = await import("@mortise/auth/node");
    await openBrowser(new URL(development.url));
  }
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
