import type { Finding } from "@mortise/auth";
import { diagnose } from "@mortise/auth";
import { nodeSettings } from "@mortise/auth/node";
import type { CommandSession } from "../../invocation/command-session.ts";
import { color } from "../../output/color.ts";
import { ExitCode } from "../../output/exit-code.ts";
import { writeNote } from "../../output/note.ts";
import { printJson } from "../../output/print-json.ts";
import { toLine } from "../../output/printable.ts";
import { openSignIn } from "../../sign-in/open-sign-in.ts";
import type { LoginTargetFlags } from "./login-flags.ts";
import { readPlace } from "./read-place.ts";

const MARKS: Readonly<Record<Finding["status"], string>> = {
  ok: color.green("✓"),
  note: color.yellow("!"),
  wrong: color.red("✗"),
};

/** Runs `mortise auth doctor`: shows each step, and ends with 6 if one is wrong. */
export async function runDoctor(
  url: string | undefined,
  flags: LoginTargetFlags,
  session: CommandSession,
): Promise<void> {
  const place = readPlace(url, flags, session);
  const { configured: given } = place;
  const signal = session.interruption.listen();
  const { client: auth } = await openSignIn(place, { interactive: false, given });
  const { fetchFor } = nodeSettings({ onWarning: writeNote });
  const findings: Finding[] = [];
  for await (const finding of diagnose(place.url, { auth, fetchFor, signal })) {
    findings.push(finding);
    if (flags.json === true) continue;
    const { step, status, found, fix } = finding;
    process.stdout.write(`${MARKS[status]} ${step.padEnd(12)} ${toLine(found)}\n`);
    if (fix !== undefined) process.stdout.write(`  ${" ".repeat(12)} ${color.bold(toLine(fix))}\n`);
  }
  if (flags.json === true) printJson({ server: place.url, findings });
  const isWrong = findings.some(({ status }) => status === "wrong");
  if (isWrong) session.exitCode = ExitCode.authorization;
}
