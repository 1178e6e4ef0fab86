import type { ClientAuth, ClientAuthRequest, OptionNames } from "@mortise/protocol";
import { checkOptions, describeValue, MortiseError } from "@mortise/protocol";

/** Settings of {@link bearer}. */
export interface BearerOptions {
  /**
   * Names the account that the tokens are of. One `bearer` is one account; its private results are kept
   * over a change of the token. Default `bearer`.
   */
  readonly account?: string;
}

const NAMES: OptionNames<BearerOptions> = { account: true };

/**
 * Sends a token that the program has by other means (RFC 6750, 2.1).
 *
 * A function is asked before each request. After a refusal it is asked again, and the request is sent
 * again if the token is another one by then.
 *
 * @throws MortiseError `INVALID_OPTION` for what is no token.
 */
export function bearer(
  token: string | (() => string | Promise<string>),
  options: BearerOptions = {},
): ClientAuth {
  checkOptions("bearer", options, NAMES);
  const { account = "bearer" } = options;
  if (typeof token !== "function") checkToken(token);
  const give = async (): Promise<string> => {
    const given = typeof token === "string" ? token : await token();
    checkToken(given);
    return given;
  };
  const used = new WeakMap<ClientAuthRequest, string>();
  return {
    async headers(request) {
      const given = await give();
      used.set(request, given);
      return { authorization: `Bearer ${given}` };
    },
    async onChallenge(response, request) {
      if (response.status !== 401 || typeof token === "string") return "fail";
      return (await give()) === used.get(request) ? "fail" : "retry";
    },
    principal: () => account,
  };
}

/** RFC 6750, 2.1: a token is made of letters, digits and `-._~+/`, with `=` at its end. */
function checkToken(token: unknown): asserts token is string {
  if (typeof token === "string" && /^[A-Za-z0-9\-._~+/]+=*$/.test(token)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `bearer takes a token, or a function that gives one; it got ${describe(token)}`,
    { data: { option: "token" } },
  );
}

/** Says what is in the place of a token, without a part of what may be a secret. */
function describe(token: unknown): string {
  if (typeof token !== "string") return `${describeValue(token)}; is its variable set?`;
  if (token === "") return "an empty text; is its variable set?";
  if (/^bearer /i.test(token)) return 'a text that begins with "Bearer"; leave that word out';
  return "a text with spaces, line ends or other characters that no token has";
}
