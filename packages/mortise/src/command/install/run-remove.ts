import { findClient } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import { InstallRecord } from "../../install/install-record.ts";
import type { Removal } from "../../install/write-server.ts";
import { previewRemoval, removeServer } from "../../install/write-server.ts";
import type { CommandSession } from "../../invocation/command-session.ts";
import { refuseMore, takeWord } from "../../invocation/words.ts";
import { ExitCode } from "../../output/exit-code.ts";
import { printJson } from "../../output/print-json.ts";
import type { FileOutcome } from "./describe-outcome.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { describePlan } from "./describe-plan.ts";
import type { InstallFlags } from "./install-flags.ts";
import { locateAll } from "./install-flags.ts";

/**
 * Runs `mortise install --remove`: takes a server out of the files of the named clients, or of all
 * that it was installed into.
 *
 * @throws MortiseError `INVALID_OPTION` without `--to`, when it was installed nowhere.
 */
export function runRemove(words: string[], flags: InstallFlags, session: CommandSession): void {
  const name = flags.name ?? takeWord(words, "Which server? Give its name, as --list shows it");
  refuseMore(words);
  using record = new InstallRecord();
  const removals = flags.to === undefined ? findInstalled(record, name) : findNamed(flags, name);
  const outcomes = removals.map(({ file, removal }) => {
    const outcome = removeOne(record, file, { removal, isPreview: flags.dryRun === true });
    if (!flags.json) process.stdout.write(describeOutcome(outcome, removal.place.client, name));
    return outcome;
  });
  if (flags.json) printJson({ name, clients: outcomes });
  if (outcomes.some(({ status }) => status === "refused")) session.exitCode = ExitCode.usage;
}

interface FileRemoval {
  readonly file: string;
  readonly removal: Removal;
}

function findInstalled(record: InstallRecord, name: string): FileRemoval[] {
  const found = record.list().filter(({ server }) => server === name);
  if (found.length > 0) {
    return found.map(({ file, client, scope }) => ({
      file,
      removal: { name, place: { client: findClient(client), scope } },
    }));
  }
  const names = [...new Set(record.list().map(({ server }) => server))].join(", ");
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(name)} was not installed from here; name its clients with --to. Installed: ${names || "none"}`,
  );
}

function findNamed(flags: InstallFlags, name: string): FileRemoval[] {
  return locateAll(flags).flatMap((place) =>
    place.files.map((file) => ({ file, removal: { name, place } })),
  );
}

function removeOne(
  record: InstallRecord,
  file: string,
  { removal, isPreview }: { readonly removal: Removal; readonly isPreview: boolean },
): FileOutcome {
  const { client } = removal.place;
  try {
    const done = (isPreview ? previewRemoval : removeServer)(record, file, removal);
    const { plan, backup } = done;
    const isSame = plan.after === plan.before;
    return {
      client: client.id,
      file: done.file,
      status: isSame ? "absent" : isPreview ? "planned" : "removed",
      notes: plan.notes,
      ...(isPreview && !isSame && { diff: describePlan(done.file, plan, client) }),
      ...(backup !== undefined && { backup }),
    };
  } catch (error) {
    if (!MortiseError.is(error)) throw error;
    return { client: client.id, file, status: "refused", notes: [], message: error.message };
  }
}
