export type { AuthProvider, ClientAuth } from "@mortise/protocol";
export type { AuthErrorData, AuthErrorOptions } from "./error/auth-error.ts";
export { AuthError } from "./error/auth-error.ts";
export type { AuthErrorCode } from "./error/auth-error-code.ts";
export type { UserAgent, Visit, VisitRequest } from "./grant/user-agent.ts";
export type { Fetch } from "./network/fetch.ts";
export { MemoryTokenStore } from "./token-store/memory-token-store.ts";
export type { TokenStore, TokenStoreEntryOptions } from "./token-store/token-store.ts";
