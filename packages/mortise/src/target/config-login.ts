import { nearest } from "@mortise/protocol";
import type { ConfiguredLogin } from "./command-target.ts";

/** The members of `auth` and of the hosts' `oauth`. */
const MEMBERS = [
  "profile",
  "clientId",
  "clientSecret",
  "scopes",
  "callbackHost",
  "callbackPort",
  "callbackPath",
  "device",
  "quirks",
  "issuer",
  "metadataIssuer",
];
/** The members of which each is a text. */
const TEXTS = [
  "profile",
  "clientId",
  "clientSecret",
  "callbackPath",
  "quirks",
  "issuer",
  "metadataIssuer",
] as const;
const HOSTS = ["127.0.0.1", "[::1]", "localhost"] as const;

/** Reads members of a configuration, with their variables expanded. */
interface Reader {
  /** Returns the fault as an error that names the server. */
  invalid(fault: string): Error;
  /** Replaces variables in a text. */
  expand(text: string, member: string): string;
}

/**
 * Reads how the user signs in to a server: `auth`, or `oauth` as other hosts call it; `false` for never.
 *
 * @throws MortiseError `INVALID_OPTION` for another member, and for a value that it cannot have.
 */
export function readConfiguredLogin(
  entry: Readonly<Record<string, unknown>>,
  reader: Reader,
): ConfiguredLogin | false | undefined {
  const name = entry["auth"] === undefined ? "oauth" : "auth";
  const written = entry[name];
  if (written === undefined || written === null || written === true) return undefined;
  if (written === false) return false;
  if (typeof written !== "object" || Array.isArray(written)) {
    throw reader.invalid(`has ${name} that is no object; it has ${MEMBERS.join(", ")}`);
  }
  const unknown = Object.keys(written).find((member) => !MEMBERS.includes(member));
  // Members of `oauth` that only another host knows are its own.
  if (unknown !== undefined && name === "auth") {
    const near = nearest(unknown, MEMBERS);
    const advice = near === undefined ? `it has ${MEMBERS.join(", ")}` : `did you mean "${near}"?`;
    throw reader.invalid(`has auth with ${JSON.stringify(unknown)}; ${advice}`);
  }
  return readMembers(written as Readonly<Record<string, unknown>>, name, reader);
}

function readMembers(
  written: Readonly<Record<string, unknown>>,
  name: string,
  reader: Reader,
): ConfiguredLogin {
  const text = (member: string): string | undefined => {
    const value = written[member];
    if (value === undefined) return undefined;
    if (typeof value === "string") return reader.expand(value, `${name}.${member}`);
    throw reader.invalid(`has ${name}.${member} that is no text`);
  };
  const { scopes, callbackPort, device } = written;
  const host = text("callbackHost");
  const callbackHost = HOSTS.find((each) => each === host);
  if (host !== undefined && callbackHost === undefined) {
    throw reader.invalid(`has ${name}.callbackHost that is none of ${HOSTS.join(", ")}`);
  }
  const isPort = Number.isInteger(callbackPort) && Number(callbackPort) > 0;
  if (callbackPort !== undefined && !(isPort && Number(callbackPort) < 65_536)) {
    throw reader.invalid(`has ${name}.callbackPort that is no port`);
  }
  const list = typeof scopes === "string" ? scopes.split(/\s+/).filter(Boolean) : scopes;
  if (
    list !== undefined &&
    !(Array.isArray(list) && list.every((each) => typeof each === "string"))
  ) {
    throw reader.invalid(`has ${name}.scopes that are no list of texts`);
  }
  if (device !== undefined && typeof device !== "boolean") {
    throw reader.invalid(`has ${name}.device that is neither true nor false`);
  }
  const texts = TEXTS.flatMap((member) => {
    const value = text(member);
    return value === undefined ? [] : [[member, value] as const];
  });
  return {
    ...Object.fromEntries(texts),
    ...(list !== undefined && { scopes: list as readonly string[] }),
    ...(callbackHost !== undefined && { callbackHost }),
    ...(callbackPort !== undefined && { callbackPort: Number(callbackPort) }),
    ...(device === true && { device }),
  };
}
