export { type GuardOptions, guardFetch } from "./network/guard-fetch.ts";
export type { Resolve } from "./network/network-policy.ts";
export { type BrowserOptions, BrowserUserAgent } from "./sign-in/browser-user-agent.ts";
export type { CallbackOptions } from "./sign-in/loopback-receiver.ts";
export type { AskLine } from "./sign-in/read-callback.ts";
export { FileTokenStore, type FileTokenStoreOptions } from "./token-store/file-token-store.ts";
export type { KeyringEntry } from "./token-store/keyring.ts";
export { stateFolder, type UserPlace } from "./token-store/state-folder.ts";
export { UserTokenStore } from "./token-store/user-token-store.ts";
