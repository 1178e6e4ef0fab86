import type { Account } from "@mortise/auth";
import { AuthError } from "@mortise/auth";
import { connect } from "@mortise/node";
import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { printJson } from "../../output/print-json.ts";
import { describeAccount } from "../../sign-in/describe-account.ts";
import type { LoginSettings } from "../../sign-in/login-settings.ts";
import type { SignIn } from "../../sign-in/open-sign-in.ts";
import { openSignIn } from "../../sign-in/open-sign-in.ts";
import type { LoginFlags } from "./login-flags.ts";
import type { ReadPlace } from "./read-place.ts";
import { readPlace } from "./read-place.ts";

/**
 * Runs `mortise login`: signs in, connects with the login and says as which account.
 *
 * @throws AuthError when the user or a server refuses, MortiseError when the server cannot be reached.
 */
export async function runLogin(
  url: string | undefined,
  flags: LoginFlags,
  session: CommandSession,
): Promise<void> {
  const place = readPlace(url, flags, session);
  const signIn = await openSignIn(place, {
    interactive: true,
    browser: flags.browser,
    given: place.configured,
    changes: readChanges(flags),
  });
  const signal = session.interruption.listen();
  const account = await signInTo(place, signIn, signal);
  await signIn.book.write(place, signIn.settings);
  if (flags.json === true) {
    const { issuer, subject, clientId, resource, scopes, expiresAt, isRenewable } = account;
    const { url: server, profile } = place;
    const known = { issuer, subject, clientId, resource, scopes, expiresAt, isRenewable };
    printJson({ server, profile, ...known });
    return;
  }
  process.stdout.write(`Signed in as ${describeAccount(account, place.profile)}\n`);
}

/** The server's own challenge comes first, since it knows the scopes and where its metadata is. */
async function signInTo(
  { url }: ReadPlace,
  { client: auth, settings }: SignIn,
  signal: AbortSignal,
): Promise<Account> {
  const client = await connect(url, { auth, signal });
  await client.close();
  const account = await auth.account(url);
  if (account !== undefined && settings.scopes === undefined) return account;
  try {
    // An open server may still ask for a sign-in with a call.
    return await auth.login(url, { signal });
  } catch (error) {
    if (!AuthError.is(error) || error.data.code !== "no_metadata") throw error;
    const problem = `${new URL(url).origin} asks for no sign-in`;
    throw new AuthError("no_metadata", problem, {
      hint: "use it without one, or send a header: --header 'Authorization: …'",
      cause: error,
    });
  }
}

function readChanges(flags: LoginFlags): LoginSettings {
  const { device, clientId, scope: scopes, callbackHost, callbackPort, callbackPath } = flags;
  const { quirks, issuer, metadataIssuer } = flags;
  const { MORTISE_CLIENT_SECRET: secret } = process.env;
  const clientSecret = secret === "" || clientId === undefined ? undefined : secret;
  return {
    ...(device !== undefined && { device }),
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(scopes !== undefined && { scopes }),
    ...(callbackHost !== undefined && { callbackHost }),
    ...(callbackPort !== undefined && { callbackPort: readPort(callbackPort) }),
    ...(callbackPath !== undefined && { callbackPath }),
    ...(quirks !== undefined && { quirks }),
    ...(issuer !== undefined && { issuer }),
    ...(metadataIssuer !== undefined && { metadataIssuer }),
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new MortiseError("INVALID_OPTION", `${JSON.stringify(text)} is not a port; use 1 to 65535`);
}
