import type { ServerEntry } from "@mortise/install";
import { describeWindowsEntry, findRemoteClient, installLinks } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import type { Examination } from "../../install/examine-entry.ts";
import { examineEntry } from "../../install/examine-entry.ts";
import { InstallRecord } from "../../install/install-record.ts";
import type { ClientPlace } from "../../install/this-machine.ts";
import type { WriteRequest } from "../../install/write-server.ts";
import { previewServer, writeServer } from "../../install/write-server.ts";
import type { CommandSession } from "../../invocation/command-session.ts";
import { ExitCode } from "../../output/exit-code.ts";
import { writeNote } from "../../output/note.ts";
import { printJson } from "../../output/print-json.ts";
import type { FileOutcome } from "./describe-outcome.ts";
import { describeExamination, describeLinks, describeOutcome } from "./describe-outcome.ts";
import { describePlan } from "./describe-plan.ts";
import type { InstallFlags } from "./install-flags.ts";
import { locateAll, requireClients } from "./install-flags.ts";
import type { ReadServer } from "./read-server.ts";
import { readServer } from "./read-server.ts";
import { showSteps } from "./show-steps.ts";

/**
 * Runs `mortise install`: checks the server, then writes it into each file. A file that is refused
 * does not keep the others from being written.
 */
export async function runInstall(
  words: string[],
  flags: InstallFlags,
  session: CommandSession,
): Promise<void> {
  if (!flags.link) requireClients(flags);
  const places = locateAll(flags);
  const server = await readServer(words, flags, { session, places });
  const { name, entry } = server;
  if (!flags.json) server.notes.forEach(writeNote);
  const links = flags.link ? installLinks(name, entry) : undefined;
  if (links !== undefined && !flags.json) process.stdout.write(describeLinks(links));
  for (const place of places) refuseUnfit(place, entry);
  const remote = (flags.to ?? []).flatMap((id) => findRemoteClient(id) ?? []);
  const isWriting = places.length > 0 && !flags.dryRun;
  const checked =
    isWriting && flags.check ? await check(server, places, { flags, session }) : undefined;
  const outcomes = checked?.status === "wrong" ? [] : writeAll(server, places, flags);
  const steps = await showSteps(remote, entry, { flags, session });
  if (flags.json) {
    printJson({
      name,
      notes: server.notes,
      check: toReport(checked),
      clients: outcomes,
      steps,
      links,
    });
  }
  if (outcomes.some(({ status }) => status === "refused")) session.exitCode = ExitCode.usage;
}

interface Run {
  readonly flags: InstallFlags;
  readonly session: CommandSession;
}

/** Starts the entry as the clients will, before any file is written. */
async function check(
  { entry }: ReadServer,
  [place]: readonly ClientPlace[],
  { flags: { timeout, json }, session }: Run,
): Promise<Examination> {
  const examination = await examineEntry(entry, {
    folder: place?.folder ?? process.cwd(),
    signal: session.interruption.listen(),
    ...(timeout !== undefined && { timeout }),
  });
  if (!json) process.stdout.write(describeExamination(examination));
  if (examination.status === "wrong") {
    session.exitCode = ExitCode.connection;
    if (!json) writeNote("Nothing is written; --no-check writes the entry all the same");
  }
  return examination;
}

function writeAll(
  { name, entry }: ReadServer,
  places: readonly ClientPlace[],
  flags: InstallFlags,
): FileOutcome[] {
  if (places.length === 0) return [];
  using record = new InstallRecord();
  return places.flatMap((place) =>
    place.files.map((file) => {
      const request = { name, entry, place, replaces: flags.replace === true };
      const outcome = writeOne(record, file, { request, isPreview: flags.dryRun === true });
      if (!flags.json) process.stdout.write(describeOutcome(outcome, place.client, name));
      return outcome;
    }),
  );
}

function writeOne(
  record: InstallRecord,
  file: string,
  { request, isPreview }: { readonly request: WriteRequest; readonly isPreview: boolean },
): FileOutcome {
  const { client } = request.place;
  try {
    const written = (isPreview ? previewServer : writeServer)(record, file, request);
    const isSame = written.plan.after === written.plan.before;
    const diff = isPreview ? describePlan(written.file, written.plan, client) : "";
    return {
      client: client.id,
      file: written.file,
      status: isSame ? "unchanged" : isPreview ? "planned" : "written",
      notes: [...written.plan.notes, ...describeOtherSide(request)],
      ...(diff !== "" && { diff }),
      ...(written.backup !== undefined && { backup: written.backup }),
    };
  } catch (error) {
    if (!MortiseError.is(error)) throw error;
    return { client: client.id, file, status: "refused", notes: [], message: error.message };
  }
}

/** Describes the entry for a client of Windows, when this is WSL and the file is that of the user. */
function describeOtherSide({ place: { client, scope }, name, entry }: WriteRequest): string[] {
  const distribution = process.env["WSL_DISTRO_NAME"];
  if (!distribution || !client.isDesktop || scope === "project" || entry.kind === "url") return [];
  return [describeWindowsEntry({ client, name, entry, distribution })];
}

/** Throws MortiseError `INVALID_OPTION` for what the file of a client cannot say. */
function refuseUnfit({ client, scope }: ClientPlace, entry: ServerEntry): void {
  const { label, reaches, otherwise, reference } = client;
  if (!reaches.includes(entry.kind)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `${label} reaches no ${entry.kind === "url" ? "URLs" : "commands"} from its file. ${otherwise ?? ""}`.trim(),
    );
  }
  const [first] = entry.kind === "process" ? entry.references : [];
  if (first !== undefined && reference === undefined) {
    const advice =
      scope === "project"
        ? `and a project's file is shared; leave --project out to write ${first} into the file of the user`
        : `so give the value of ${first}, as --env ${first}`;
    throw new MortiseError(
      "INVALID_OPTION",
      `${label} takes no variables from its own environment, ${advice}`,
    );
  }
}

function toReport(examination: Examination | undefined): object | undefined {
  if (examination === undefined) return undefined;
  return { ...examination, tools: examination.tools.map(({ name }) => name) };
}
