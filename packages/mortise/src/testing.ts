/**
 * The kit for tests: clients over every transport, fakes, matchers and contracts.
 *
 * @module
 */
export type * from "@mortise/testing";
export {
  agentSettings,
  backplaneCases,
  CASE_BOUNDS,
  CASE_BYTES,
  callThenAnswer,
  compareContracts,
  createCaseServer,
  createFakeClock,
  createFakeRandom,
  FAKE_KEY,
  keepContract,
  mortiseMatchers,
  readContract,
  scriptedModel,
  scriptedReplies,
  serverCases,
  startFakeProvider,
} from "@mortise/testing";
export { type ForEachWireOptions, forEachWire } from "./testing/for-each-wire.ts";
export { type OpenClientOptions, openClient } from "./testing/open-client.ts";
export { STDIO_WIRES, WIRES, type Wire, type WireTransport } from "./testing/wire.ts";
