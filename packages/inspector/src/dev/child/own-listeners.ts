import { tracingChannel } from "node:diagnostics_channel";
import type { Server } from "node:net";
import { post } from "./post.ts";

/** Reports each port and path that code of this process listens on from now on. */
export function reportListeners(): void {
  tracingChannel("net.server.listen").asyncEnd.subscribe((event) => {
    const address = (event as { readonly server: Server }).server.address();
    if (address === null) return;
    post({ dev: "listens", place: typeof address === "string" ? address : `${address.port}` });
  });
}
