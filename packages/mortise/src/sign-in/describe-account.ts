import type { Account } from "@mortise/auth";
import { toLine } from "../output/printable.ts";
import { DEFAULT_PROFILE } from "./login-settings.ts";

/** Describes the account that requests act for, such as `ann at login.example.com`. */
export function describeAccount(account: Account, profile: string = DEFAULT_PROFILE): string {
  const { issuer, subject, clientId } = account;
  const at = URL.parse(issuer)?.host ?? issuer;
  const name = subject === undefined ? `client ${clientId}` : subject;
  const of = profile === DEFAULT_PROFILE ? "" : ` (profile ${profile})`;
  return toLine(`${name} at ${at}${of}`);
}
