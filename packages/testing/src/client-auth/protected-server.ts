import type { Client, ConnectOptions } from "@mortise/client";
import { connect } from "@mortise/client";
import type { AuthProvider, WireFrame } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import type { ClientAuthScene } from "./client-auth-case.ts";

/** A server behind the provider of a scene, and everything that a client may give away. */
export interface ProtectedServer {
  /** Each HTTP request with its status, in order, such as `POST 401`. */
  readonly log: readonly string[];
  /** The frames that a tap of the clients recorded. */
  readonly frames: readonly WireFrame[];
  readonly warnings: readonly string[];
  /** Called before each HTTP request, with its method. */
  onRequest: (method: string) => Promise<void> | void;
  /** Connects with the ClientAuth of the scene. */
  readonly connect: (options?: ConnectOptions) => Promise<Client>;
}

const URL_OF_SERVER = "https://protected.example/mcp";

/** Makes a server whose tool `whoami` names its caller; it is reached in this process, by HTTP messages. */
export function createProtectedServer({ auth, provider }: ClientAuthScene): ProtectedServer {
  const server = createServer({
    name: "protected",
    version: "1.0.0",
    auth: provider as AuthProvider,
  })
    .tool(
      "whoami",
      { description: "Names the caller" },
      (_, { auth: caller }) => caller?.id ?? "nobody",
    )
    .resource(
      "private://mine",
      { cache: { scope: "private", ttl: "1h" } },
      ({ auth: caller }) => caller?.id ?? "",
    );
  const log: string[] = [];
  const frames: WireFrame[] = [];
  const warnings: string[] = [];
  const protectedServer: ProtectedServer = {
    log,
    frames,
    warnings,
    onRequest: () => undefined,
    connect: (options) =>
      connect(URL_OF_SERVER, {
        auth,
        fetch: async (input, init) => {
          const request = new Request(input, init);
          await protectedServer.onRequest(request.method);
          const response = await server.fetch(request);
          log.push(`${request.method} ${response.status}`);
          return response;
        },
        tap: (frame) => frames.push(frame),
        onWarning: (message) => warnings.push(message),
        ...options,
      }),
  };
  return protectedServer;
}
