export type { AuthProvider, ClientAuth } from "@mortise/protocol";
export type { UserAgent, Visit, VisitRequest } from "./grant/user-agent.ts";
export { MemoryTokenStore } from "./token-store/memory-token-store.ts";
export type { TokenStore, TokenStoreEntryOptions } from "./token-store/token-store.ts";
