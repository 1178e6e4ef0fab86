/**
 * The portable half of the kit for tests: cases, fakes, matchers and contracts.
 *
 * @module
 */
export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type * from "@mortise/protocol/test-kit";
export { createFakeClock, createFakeRandom } from "@mortise/protocol/test-kit";
export type * from "@mortise/server";
export {
  type AuthProviderCase,
  type AuthProviderCaseContext,
  authProviderCases,
} from "./auth/auth-provider-suite.ts";
export {
  type BackplaneCase,
  type BackplaneCaseContext,
  CASE_BOUNDS,
} from "./backplane/backplane-case.ts";
export { backplaneCases } from "./backplane/backplane-suite.ts";
export { CASE_BYTES, type CaseServerOptions, createCaseServer } from "./case/case-server.ts";
export type { CaseContext, ServerCase } from "./case/server-case.ts";
export { serverCases } from "./case/server-suite.ts";
export type {
  ClientAuthCase,
  ClientAuthCaseContext,
  ClientAuthScene,
} from "./client-auth/client-auth-case.ts";
export { clientAuthCases } from "./client-auth/client-auth-suite.ts";
export { compareContracts } from "./contract/compare-contracts.ts";
export type {
  Contract,
  ContractChange,
  PromptContract,
  ResourceContract,
  ToolContract,
} from "./contract/contract.ts";
export { type KeepContractOptions, keepContract } from "./contract/keep-contract.ts";
export { type ContractSource, readContract } from "./contract/read-contract.ts";
export {
  type JournalCase,
  type JournalCaseContext,
  type JournalRun,
  journalCases,
} from "./journal/journal-suite.ts";
export {
  type MatcherContext,
  type MatcherResult,
  type MortiseMatchers,
  mortiseMatchers,
} from "./matcher/matchers.ts";
export type {
  ModelCall,
  ModelFinish,
  ModelToolCall,
  ModelUsage,
  ScriptedLanguageModel,
} from "./model/language-model.ts";
export { type ScriptedModel, type ScriptStep, scriptedModel } from "./model/scripted-model.ts";
export {
  type AgentSettings,
  type AgentSettingsOptions,
  agentSettings,
  FAKE_KEY,
} from "./provider/agent-settings.ts";
export {
  type FakeProvider,
  type FakeProviderOptions,
  startFakeProvider,
} from "./provider/fake-provider.ts";
export type { ProviderFault } from "./provider/fault.ts";
export type {
  ModelRequest,
  OfferedTool,
  ProviderFormat,
  ProviderRequest,
  RequestEntry,
} from "./provider/model-request.ts";
export type { RecordedRequest } from "./provider/provider-endpoint.ts";
export {
  callThenAnswer,
  type ReplyScript,
  type ScriptedCall,
  type ScriptedReply,
  scriptedReplies,
} from "./provider/reply-script.ts";
export type { TaskEngineCase, TaskEngineCaseContext } from "./task-engine/task-engine-case.ts";
export { taskEngineCases } from "./task-engine/task-engine-suite.ts";
