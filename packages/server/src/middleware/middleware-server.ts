import type { ServerCore } from "../core/server-core.ts";
import type { MiddlewareServer } from "./middleware.ts";

/** The parts of `core` for middleware. */
export function describeServer(core: ServerCore): MiddlewareServer {
  return {
    name: core.identity.info.name,
    get values() {
      return core.backplane.values;
    },
    log: core.log,
    clock: core.clock,
  };
}
