import type { AuthProvider } from "@mortise/protocol";
import type { Mask, ServerLog } from "../log/mask.ts";

/** Mistakes that are logged of one check. */
const MAX_FAULTS = 20;

/** A server whose `auth` is checked. */
interface Checked {
  readonly auth: AuthProvider | undefined;
  readonly log: ServerLog;
  readonly mask: Mask;
}

/** The providers that were checked, each for every log that it has a server of. */
const checked = new WeakMap<AuthProvider, WeakSet<ServerLog>>();

/**
 * Has an `auth` look for mistakes of its configuration, once for each server, and logs them as warnings.
 *
 * It never throws and makes nothing wait.
 */
export function checkAuth({ auth, log, mask }: Checked): void {
  if (!auth?.check) return;
  const logs = checked.get(auth) ?? new WeakSet();
  if (logs.has(log)) return;
  checked.set(auth, logs.add(log));
  Promise.resolve()
    .then(() => auth.check?.())
    .then((faults: unknown) => {
      if (!Array.isArray(faults)) return;
      for (const fault of faults.slice(0, MAX_FAULTS)) {
        log({ level: "warning", message: `auth: ${String(fault)}` });
      }
    })
    .catch((error: unknown) => void mask(error, "check of auth"));
}
