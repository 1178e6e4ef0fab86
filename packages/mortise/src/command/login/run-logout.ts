import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { writeNote } from "../../output/note.ts";
import { printJson } from "../../output/print-json.ts";
import type { LoginPlace, LoginSettings } from "../../sign-in/login-settings.ts";
import { openLogins, openSignIn } from "../../sign-in/open-sign-in.ts";
import type { LogoutFlags } from "./login-flags.ts";
import { readPlace } from "./read-place.ts";

/**
 * Runs `mortise logout`: revokes and forgets one login, or all of them.
 *
 * @throws MortiseError `INVALID_OPTION` without a server, and with one beside `--all`.
 */
export async function runLogout(
  url: string | undefined,
  flags: LogoutFlags,
  session: CommandSession,
): Promise<void> {
  const signal = session.interruption.listen();
  const ended = flags.all === true ? await endAll(url, signal) : await endOne(url, flags, session);
  if (flags.json === true) printJson({ loggedOut: ended });
  else if (ended.length === 0) process.stdout.write("There was no login to end\n");
  else for (const { url: server } of ended) process.stdout.write(`Signed out of ${server}\n`);
}

async function endAll(url: string | undefined, signal: AbortSignal): Promise<LoginPlace[]> {
  if (url !== undefined) {
    throw new MortiseError("INVALID_OPTION", "--all signs out of every server; leave the URL out");
  }
  const { book, clear } = await openLogins();
  const places = await book.list();
  const ended: LoginPlace[] = [];
  for (const place of places) if (await end(place, signal)) ended.push(place);
  // Logins of other programs of this user are in the same folder.
  await clear();
  return ended;
}

async function endOne(
  url: string | undefined,
  flags: LogoutFlags,
  session: CommandSession,
): Promise<LoginPlace[]> {
  const { configured, ...place } = readPlace(url, flags, session);
  const isEnded = await end(place, session.interruption.signal, configured);
  return isEnded ? [place] : [];
}

/** Ends a login of either kind, whichever way the user signed in. */
async function end(
  place: LoginPlace,
  signal: AbortSignal,
  configured?: LoginSettings,
): Promise<boolean> {
  const { book } = await openLogins();
  const known = configured ?? (await book.read(place)) ?? {};
  let isEnded = false;
  for (const device of [false, true]) {
    const { client } = await openSignIn(place, { interactive: false, given: { ...known, device } });
    try {
      if (await client.logout(place.url, { signal })) isEnded = true;
    } catch (error) {
      signal.throwIfAborted();
      isEnded = true;
      const reason = error instanceof Error ? error.message : String(error);
      writeNote(`the login is forgotten here, and could not be revoked: ${reason}`);
    }
  }
  await book.delete(place);
  return isEnded;
}
