import type { ServerCore } from "../core/server-core.ts";
import type { MiddlewareServer } from "./middleware.ts";

/** What middleware may use of `core`. */
export function describeServer(core: ServerCore): MiddlewareServer {
  return {
    name: core.identity.info.name,
    get store() {
      return core.backplane.store;
    },
    log: core.log,
  };
}
