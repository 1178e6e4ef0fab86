import { randomBytes } from "node:crypto";
import { connect } from "@mortise/node";
import { callContext } from "../host/connection/call-context.ts";
import type { ServerConnection } from "../host/connection/server-connection.ts";
import type { InspectorHost } from "../host/inspector-host.ts";
import type { OwnMark } from "./proxy/pass-through.ts";

/** Marks the requests of the inspector to the server under development. */
const HEADER = "x-mortise-inspector";

/** The inspector's own connection to the server under development, over the port of all clients. */
export class SelfConnection {
  readonly mark: OwnMark = { header: HEADER, secret: randomBytes(24).toString("base64url") };
  readonly #connection: ServerConnection;
  #identity: string | undefined;

  constructor(host: InspectorHost, endpoint: string, file: string) {
    this.#connection = host.add({
      name: "self",
      kind: "self",
      target: endpoint,
      file,
      url: endpoint,
      // Behind the tap, so that rows show the request as any client would send it.
      mark: () => [HEADER, `${this.mark.secret}.${callContext.getStore() ?? ""}`],
      connect: ({ settings }) => connect(endpoint, settings),
    });
  }

  /** Connects to a new version, or reads its lists again where the connection still fits it. */
  follow(identity: string): void {
    const isSame = identity === this.#identity && this.#connection.state.status === "connected";
    this.#identity = identity;
    if (isSame) void this.#connection.refresh().catch(() => undefined);
    else void this.#connection.connect();
  }
}
