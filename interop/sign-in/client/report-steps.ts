import { SignedInUser } from "./signed-in-user.ts";

/** The answers of our protected server to a client of others. */
export interface Steps {
  /** The answer of `whoami` after the first login. */
  readonly first: string;
  /** The same, after the access token was made useless. */
  readonly renewed: string;
  /** The logins until then: one for a client that has a refresh token, else two. */
  readonly logins: number;
  readonly isRenewable: boolean;
  /** The answer of `write`, or the error of a client that cannot ask for further scopes. */
  readonly written: string;
  /** The logins in all. */
  readonly allLogins: number;
}

/** A client of others at a server that asks for a sign-in. */
export interface SigningClient {
  call(tool: string): Promise<string>;
  /** Hands the callback of a login to the client. */
  finish(callback: URLSearchParams): Promise<void>;
}

/** Drives a client through login, renewal and step-up, writes what it saw, and ends. */
export async function reportSteps(
  open: (url: string, user: SignedInUser) => SigningClient,
): Promise<void> {
  const [, , url = "", registered] = process.argv;
  const user = new SignedInUser(registered === undefined ? undefined : JSON.parse(registered));
  const client = open(url, user);
  const callOf = async (tool: string): Promise<string> => {
    try {
      return await client.call(tool);
    } catch (error) {
      const callback = user.takeCallback();
      if (callback === undefined) return String(error);
      if (!callback.has("code")) return `The login failed: ${callback}`;
      await client.finish(callback);
      return await client.call(tool);
    }
  };
  const first = await callOf("whoami");
  const { isRenewable } = user;
  user.spoil();
  const renewed = await callOf("whoami");
  const { logins } = user;
  const written = await callOf("write");
  const allLogins = user.logins;
  const steps: Steps = { first, renewed, logins, isRenewable, written, allLogins };
  process.stdout.write(`\n${JSON.stringify(steps)}\n`, () => process.exit());
}
