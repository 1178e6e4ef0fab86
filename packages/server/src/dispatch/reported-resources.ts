import { permits } from "../authorization/authorize.ts";
import type { ServerCore } from "../core/server-core.ts";
import type { Caller } from "../request/caller.ts";

type Reporting = Pick<ServerCore, "catalogue" | "clock" | "log">;

/**
 * Returns the resources of `uris` whose changes are reported to `caller`: all but those hidden from
 * it and those that their access rules refuse it. A promise only if an `allow` gives one.
 */
export function reportedResources(
  core: Reporting,
  uris: readonly string[],
  caller: Caller,
): readonly string[] | Promise<readonly string[]> {
  const shown = uris.filter((uri) => !core.catalogue.hides(uri, caller));
  if (!core.catalogue.hasRestrictedResources) return shown;
  const answers = shown.map((uri) => mayRead(core, uri, caller));
  const choose = (permitted: readonly boolean[]): readonly string[] =>
    shown.filter((_uri, index) => permitted[index]);
  return answers.every((answer) => typeof answer === "boolean")
    ? choose(answers)
    : Promise.all(answers).then(choose);
}

function mayRead(core: Reporting, uri: string, caller: Caller): boolean | Promise<boolean> {
  const { access, timeout } = core.catalogue.findResource(uri, caller)?.entry ?? {};
  if (!access || timeout === undefined) return true;
  return permits(access, uri, { core, caller, timeout });
}
