/**
 * Runs the cases with the portable client inside this runtime, against the case server at a URL, and writes each
 * outcome as a line of JSON: `bun edge/client/run.ts <url>`.
 */
import { connect } from "@mortise/client";
import { serverCases } from "@mortise/testing";
import { runCases } from "../run-cases.ts";

const url = process.argv[2] ?? "";
for (const revision of ["2026-07-28", "2025-11-25"] as const) {
  for (const outcome of await runCases(serverCases, revision, (options) => connect(url, options))) {
    console.log(JSON.stringify({ revision, ...outcome }));
  }
}
process.exit();
