import type {
  AuthGrant,
  AuthProvider,
  AuthRefusal,
  OptionNames,
  Principal,
} from "@mortise/protocol";
import { checkOptions, MortiseError, subjectId } from "@mortise/protocol";
import { digestToken } from "../access-token/token-digest.ts";
import { readKey } from "./read-key.ts";

/** The shortest key that cannot be guessed. */
const MIN_LENGTH = 16;

/** The keys that a server takes. */
export interface ApiKeyOptions {
  /** Keys by the name of their holder; a list while one replaces another. */
  readonly keys?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Returns the holder of a key, such as from a database of hashed keys; `undefined` refuses it. */
  readonly verify?: (key: string) => Principal | undefined | Promise<Principal | undefined>;
  /**
   * The header that has the key. `authorization` takes `Authorization: Bearer …`, which every host can
   * send. Default `"x-api-key"`.
   */
  readonly header?: string;
  /** The scopes of the holders of `keys`. Default: none. */
  readonly scopes?: readonly string[];
}

const OPTIONS: OptionNames<ApiKeyOptions> = {
  keys: true,
  verify: true,
  header: true,
  scopes: true,
};

/**
 * Protects a server with keys that its operator hands out.
 *
 * Clients cannot find out how to get one, as they can with `bearerAuth`: it suits servers among programs
 * of one owner. Combine it: `anyOf(bearerAuth(…), apiKey(…))`.
 *
 * @throws MortiseError `INVALID_OPTION` without keys, and for keys that are too short.
 */
export function apiKey(options: ApiKeyOptions): AuthProvider {
  checkOptions("apiKey", options, OPTIONS);
  const { keys, verify, header = "x-api-key", scopes = [] } = options;
  if ((keys === undefined) === (verify === undefined)) {
    throw invalid("keys", "apiKey takes either keys or a function verify");
  }
  if (typeof header !== "string" || !/^[\w!#$%&'*+.^`|~-]+$/.test(header)) {
    throw invalid("header", `header ${JSON.stringify(header)} is no name of a header`);
  }
  const find = verify ?? findIn(keys ?? {}, scopes);
  const isBearer = header.toLowerCase() === "authorization";
  const challenge = isBearer ? "Bearer" : `ApiKey header="${header}"`;
  const where = isBearer ? "Authorization: Bearer" : header;
  return {
    authenticate: async (request): Promise<AuthGrant | AuthRefusal> => {
      const read = readKey(request, header, isBearer);
      const headers = [["WWW-Authenticate", challenge]] as const;
      if (read === undefined) {
        const message = `Send an API key in the header ${where}`;
        return { status: 401, message, headers, lacksCredentials: true };
      }
      if (read === "malformed") {
        return { status: 400, message: `Send one API key in the header ${where}` };
      }
      const principal = await find(read.key);
      if (principal) return { principal };
      const detail = `An API key that is not known was refused (header ${where})`;
      return { status: 401, message: "The API key is not known", headers, detail };
    },
  };
}

/** Keys are looked up by their digest, which takes the same time whatever part of one is right. */
function findIn(
  keys: NonNullable<ApiKeyOptions["keys"]>,
  scopes: readonly string[],
): (key: string) => Promise<Principal | undefined> {
  const entries = Object.entries(keys).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((key: unknown) => [name, key] as const),
  );
  if (entries.length === 0) throw invalid("keys", "keys of apiKey is empty");
  for (const [name, key] of entries) {
    if (typeof key !== "string" || key.length < MIN_LENGTH) {
      throw invalid(
        "keys",
        `the key of ${JSON.stringify(name)} is ${key === undefined ? "missing" : "too short"}; give ${MIN_LENGTH} random characters or more`,
      );
    }
  }
  const holders = Promise.all(
    entries.map(async ([name, key]) => {
      const principal = { id: subjectId("api-key:", name), subject: name, scopes };
      return [await digestToken(key as string), principal] as const;
    }),
  ).then((list) => new Map<string, Principal>(list));
  return async (key) => (await holders).get(await digestToken(key));
}

function invalid(option: string, message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option } });
}
