import { fileURLToPath } from "node:url";

/** The command of the official conformance suite. */
export const SUITE: string = fileURLToPath(
  import.meta.resolve("@modelcontextprotocol/conformance/dist/index.js"),
);
