import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import type { LoginPlace, LoginSettings } from "../../sign-in/login-settings.ts";
import { DEFAULT_PROFILE } from "../../sign-in/login-settings.ts";
import { takeTarget } from "../../target/take-target.ts";
import type { LoginTargetFlags } from "./login-flags.ts";

/** A place to sign in to, and the way that a configuration states. */
export interface ReadPlace extends LoginPlace {
  /** Absent without a configuration. */
  readonly configured?: LoginSettings;
}

/**
 * Reads the server to sign in to.
 *
 * @throws MortiseError `INVALID_OPTION` when there is none, and for one that is no URL: a program gets its
 * credentials by its environment.
 */
export function readPlace(
  url: string | undefined,
  { profile, config, server }: LoginTargetFlags,
  { serverCommand }: CommandSession,
): ReadPlace {
  const words = url === undefined ? [] : [url];
  const target = takeTarget(words, {
    serverCommand,
    ...(config !== undefined && { config }),
    ...(server !== undefined && { servers: server }),
  });
  if (target.kind !== "url") {
    throw invalid(
      `${target.label} is a program, which has no sign-in; pass its credentials with -e NAME when it is started`,
    );
  }
  if (target.auth === false) {
    throw invalid(`The configuration of ${target.label} switches the sign-in off: "auth": false`);
  }
  const { profile: named, ...configured } = target.auth ?? {};
  return {
    url: new URL(target.url).href,
    profile: profile ?? named ?? DEFAULT_PROFILE,
    ...(Object.keys(configured).length > 0 && { configured }),
  };
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
