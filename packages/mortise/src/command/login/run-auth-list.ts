import { printJson } from "../../output/print-json.ts";
import { toLine } from "../../output/printable.ts";
import { describeAccount } from "../../sign-in/describe-account.ts";
import { openLogins, openSignIn } from "../../sign-in/open-sign-in.ts";

/** Runs `mortise auth list`: the stored logins, without any request. */
export async function runAuthList({ json }: { readonly json?: boolean }): Promise<void> {
  const { book } = await openLogins();
  const logins: object[] = [];
  for (const place of await book.list()) {
    const { client } = await openSignIn(place, { interactive: false });
    const account = await client.account(place.url);
    if (account === undefined) continue;
    const { issuer, subject, clientId, scopes, expiresAt, isRenewable } = account;
    logins.push({ ...place, issuer, subject, clientId, scopes, expiresAt, isRenewable });
    if (json !== true) {
      const name = describeAccount(account, place.profile);
      process.stdout.write(`${toLine(place.url)}  ${name}\n`);
    }
  }
  if (json === true) printJson({ logins });
  else if (logins.length === 0) process.stdout.write("You are not signed in to any server\n");
}
