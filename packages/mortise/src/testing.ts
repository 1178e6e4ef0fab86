export type {
  CaseContext,
  FakeClockOptions,
  ProviderFault,
  ScriptedLanguageModel,
  ServerCase,
} from "@mortise/testing";
export {
  type AgentSettings,
  agentSettings,
  type Brain,
  type BrainCall,
  type BrainReply,
  CASE_BYTES,
  type Conversation,
  type ConversationEntry,
  callThenAnswer,
  createCaseServer,
  createFakeClock,
  FAKE_KEY,
  type FakeClock,
  type FakeProvider,
  type FakeProviderOptions,
  type ModelRequest,
  type OfferedTool,
  type ProviderFormat,
  type RecordedRequest,
  type ScriptedModel,
  type ScriptStep,
  scriptedBrain,
  scriptedModel,
  serverCases,
  startFakeProvider,
} from "@mortise/testing";
export { type ForEachWireOptions, forEachWire } from "./testing/for-each-wire.ts";
export { type OpenClientOptions, openClient } from "./testing/open-client.ts";
export { STDIO_WIRES, WIRES, type Wire, type WireTransport } from "./testing/wire.ts";
