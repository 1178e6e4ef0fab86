// #region handle
import { createFetchHandler } from "@mortise/server";
import { server } from "./server.ts";

/** Answers web requests for the endpoint and for health checks, on every platform of this folder. */
export const handle = createFetchHandler(server, {
  path: "/mcp",
  health: true, // /healthz and /readyz
  allowedHosts: ["tools.example.com", "127.0.0.1"], // the public name, and this machine for trying it
  sessions: false, // the next request of a client may reach another instance
});
// #endregion
