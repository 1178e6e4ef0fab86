import { statSync } from "node:fs";
import { findClient, readServers } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import { readConfigFile } from "../../install/config-file.ts";
import type { Examination } from "../../install/examine-entry.ts";
import { examineEntry } from "../../install/examine-entry.ts";
import { InstallRecord } from "../../install/install-record.ts";
import { findLogs } from "../../install/this-machine.ts";
import type { CommandSession } from "../../invocation/command-session.ts";
import { refuseMore } from "../../invocation/words.ts";
import { color } from "../../output/color.ts";
import { ExitCode } from "../../output/exit-code.ts";
import { printJson } from "../../output/print-json.ts";
import { describeExamination } from "./describe-outcome.ts";
import type { InstallFlags } from "./install-flags.ts";
import { locateAll } from "./install-flags.ts";

/** An entry that is to be started. */
interface Patient {
  readonly client: string;
  readonly file: string;
  readonly server: string;
  readonly folder: string;
}

/**
 * Runs `mortise install --doctor`: reads each entry from its file, starts it as the client would and
 * lists its tools. Without `--to` these are the servers that were installed from here.
 */
export async function runDoctor(
  words: string[],
  flags: InstallFlags,
  session: CommandSession,
): Promise<void> {
  const name = flags.name ?? words.shift();
  refuseMore(words);
  const all = flags.to === undefined ? listInstalled() : listNamed(flags);
  const patients = all.filter(({ server }) => name === undefined || server === name);
  const results = [];
  for (const patient of patients) {
    const examined = await examine(patient, flags, session);
    const examination = {
      ...examined,
      findings: [...examined.findings, ...describeLogs(patient)],
    };
    if (examination.status === "wrong") session.exitCode = ExitCode.connection;
    const { client, file, server } = patient;
    results.push({
      client,
      file,
      server,
      ...examination,
      tools: examination.tools.map((tool) => tool.name),
    });
    if (flags.json) continue;
    process.stdout.write(
      `${color.bold(server)} in ${findClient(client).label} ${color.dim(file)}\n`,
    );
    process.stdout.write(describeExamination(examination));
  }
  if (flags.json) printJson({ servers: results });
  else if (results.length === 0) process.stdout.write("There is nothing to examine; see --list\n");
}

/** Compares the log of a client with its file: an entry that the client has not started since was not read. */
function describeLogs({ client: id, file, server }: Patient): string[] {
  const client = findClient(id);
  if (client.logs === undefined) return [];
  const logs = findLogs(client, server);
  const newest = Math.max(...logs.map((path) => statSync(path).mtimeMs));
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const late =
    written > 0 && newest < written
      ? [`${client.label} has not started it since the file was written. ${client.reload}`]
      : [];
  return [...late, ...logs.map((path) => `${client.label} logs to ${path}`)];
}

async function examine(
  { client, file, server, folder }: Patient,
  { timeout }: InstallFlags,
  session: CommandSession,
): Promise<Examination> {
  const wrong = (finding: string): Examination => ({
    status: "wrong",
    tools: [],
    findings: [finding],
  });
  try {
    const found = readServers(readConfigFile(file).bytes, findClient(client)).get(server);
    if (found === undefined) return wrong("the entry was lost from the file; install it again");
    if (found.entry === undefined) return wrong("the entry starts nothing and has no URL");
    return await examineEntry(found.entry, {
      folder,
      signal: session.interruption.listen(),
      ...(timeout !== undefined && { timeout }),
    });
  } catch (error) {
    if (!MortiseError.is(error) || error.code === "ABORTED") throw error;
    return wrong(`the file ${error.message}`);
  }
}

function listInstalled(): Patient[] {
  using record = new InstallRecord();
  return record.list();
}

function listNamed(flags: InstallFlags): Patient[] {
  return locateAll(flags).flatMap(({ client, files, folder }) =>
    files.flatMap((file) =>
      [...readServers(readConfigFile(file).bytes, client)]
        .filter(([, { entry }]) => entry !== undefined)
        .map(([server]) => ({ client: client.id, file, server, folder })),
    ),
  );
}
