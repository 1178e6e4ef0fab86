// #region container
import process from "node:process";
import { serve } from "mortise";
import { server } from "./server.ts";

const { PORT = "3000", PUBLIC_HOSTS = "*" } = process.env;

// MORTISE_BACKPLANE, MORTISE_INSTANCES and MORTISE_STATE_KEYS are read by serve.
await serve(server, {
  http: {
    host: "0.0.0.0",
    port: Number(PORT),
    allowedHosts: PUBLIC_HOSTS.split(","),
    grace: "20s", // less than the time from SIGTERM to SIGKILL
  },
});
// #endregion
