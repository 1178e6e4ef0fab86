export type { ProviderFault } from "@mortise/testing";
export {
  type AgentSettings,
  agentSettings,
  type Brain,
  type BrainCall,
  type BrainReply,
  type Conversation,
  type ConversationEntry,
  callThenAnswer,
  FAKE_KEY,
  type FakeProvider,
  type FakeProviderOptions,
  type OfferedTool,
  type ProviderFormat,
  type RecordedRequest,
  scriptedBrain,
  startFakeProvider,
} from "@mortise/testing";
