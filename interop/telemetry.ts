import { deepEqual, equal, ok } from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Pairing } from "./pairing.ts";
import { driverOf } from "./peers.ts";

/** A span of `interop/peers/telemetry.ts`. */
interface Span {
  readonly name: string;
  readonly scope: string;
  readonly id: string;
  readonly trace: string;
  readonly parent?: string;
}

/** The output of `interop/peers/telemetry.ts`. */
interface Traced {
  readonly text: string;
  readonly steps: readonly number[];
  readonly contents: readonly object[];
  readonly spans: readonly Span[];
}

const HTTP = "@opentelemetry/instrumentation-http";

/** Our client and server over HTTP, inside the instrumentations of OpenTelemetry. */
export const telemetryPairing: Pairing = {
  name: "our client and server inside OpenTelemetry's instrumentation of HTTP",
  isShort: true,
  async run() {
    const args = ["--no-warnings", driverOf("peers/telemetry.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const traced = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Traced;
    deepEqual([traced.text, traced.steps, traced.contents.length], ["done", [1], 1]);
    const calls = traced.spans.filter(({ name }) => name === "tools/call work");
    equal(calls.length, 2, "a call has a span of the client and one of the server");
    const trace = calls[0]?.trace;
    const sent = traced.spans.filter((span) => span.scope === HTTP && span.trace === trace);
    equal(calls[1]?.trace, trace, "the spans of a call share a trace");
    ok(sent.length > 0, "the HTTP request of a call is part of its trace");
    ok(
      sent.some(({ parent }) => calls.some(({ id }) => id === parent)),
      "the HTTP request is below the span of the call",
    );
    return `1 call, 1 read, ${traced.spans.length} spans, ${sent.length} of HTTP in the trace of the call`;
  },
};
