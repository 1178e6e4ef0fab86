import { relative } from "node:path";
import { describeDiff } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { color } from "../../output/color.ts";
import { writeNote } from "../../output/note.ts";
import { toName, toPrintable } from "../../output/printable.ts";
import { replaceText } from "../../output/replace-text.ts";
import type { PublishFlags } from "./publish-flags.ts";
import type { Publication } from "./read-publication.ts";
import { readPublication } from "./read-publication.ts";
import { submit } from "./submit.ts";
import { writeWorkflowFile } from "./write-workflow-file.ts";

/**
 * Runs `mortise publish`: makes `server.json`, and publishes it unless it is a dry run or for a workflow.
 *
 * @throws MortiseError `INVALID_OPTION` with every fault for which the registry would refuse the entry; the
 * errors of {@link submit}.
 */
export async function runPublish(
  written: string | undefined,
  flags: PublishFlags,
  session: CommandSession,
): Promise<void> {
  const publication = await readPublication(written, flags, session);
  const { document, faults, remarks, path } = publication;
  const text = write(document, publication.before);
  if (flags.dryRun) print(describeChange(publication, text));
  for (const remark of remarks) writeNote(remark);
  if (faults.length > 0) throw new MortiseError("INVALID_OPTION", describeFaults(faults));
  const shown = `${document.name} ${document.version}`;
  if (flags.dryRun) {
    print(`${color.bold(shown)} can be published`);
    return;
  }
  if (text !== publication.before) {
    replaceText(path, publication.before, text);
    print(`wrote ${toName(relative(process.cwd(), path))}`);
  }
  if (flags.workflow) {
    print(`wrote ${toName(relative(process.cwd(), writeWorkflowFile(publication, flags)))}`);
    print(
      "It publishes when a tag is pushed, such as v1.2.0; see the guide for what npm has to know",
    );
    return;
  }
  const isNew = await submit(publication, flags, session.interruption.listen());
  print(`${color.bold(shown)} ${isNew ? "is" : "was already"} in the registry`);
}

function describeChange({ before, path }: Publication, text: string): string {
  const shown = relative(process.cwd(), path);
  if (text === before) return `${toName(shown)} stays as it is`;
  const encode = (content: string): Uint8Array => new TextEncoder().encode(content);
  const bytes = before === undefined ? undefined : encode(before);
  const plan = { before: bytes, after: encode(text), madeHolder: false, notes: [] };
  return toPrintable(describeDiff(shown, plan).trimEnd());
}

function describeFaults(faults: readonly string[]): string {
  const [first = ""] = faults;
  if (faults.length === 1) return first;
  return `The registry would refuse this:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`;
}

/** The indentation and the line ends of a file stay; a byte order mark, which the registry's command refuses, does not. */
function write(document: object, before = ""): string {
  const indent = /^\uFEFF?\{\r?\n([ \t]+)"/.exec(before)?.[1] ?? 2;
  const text = `${JSON.stringify(document, null, indent)}\n`;
  return before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
