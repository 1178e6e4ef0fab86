/**
 * The part of authorization that needs Node: the browser, files of logins, and a guard of addresses.
 *
 * @module
 */
export type * from "@mortise/protocol";
export type { ProofJwk, ProofKey, ProofKeyPair, ProvenRequest } from "../dpop/proof-key.ts";
export type { WebRedirect } from "../grant/authorization-code.ts";
export type { UserAgent, Visit, VisitRequest } from "../grant/user-agent.ts";
export type { OAuth, OAuthOptions } from "../oauth.ts";
export type { Quirks } from "../quirk/quirks.ts";
export type { ClientOptions } from "../registration/client-options.ts";
export type { LoginOptions, OAuthClient } from "../session/client-session.ts";
export type { Account } from "../session/server-session.ts";
export type { SessionOptions } from "../session/session-options.ts";
export type { TokenStore, TokenStoreEntryOptions } from "../token-store/token-store.ts";
export { type GuardOptions, guardFetch } from "./network/guard-fetch.ts";
export type { Resolve } from "./network/network-policy.ts";
export { type NodeSettings, nodeSettings, type SettledNodeSettings } from "./node-settings.ts";
export { type NodeOAuthOptions, oauth } from "./oauth.ts";
export { type BrowserOptions, BrowserUserAgent } from "./sign-in/browser-user-agent.ts";
export type { CallbackOptions } from "./sign-in/loopback-receiver.ts";
export type { BrowserPlace } from "./sign-in/open-browser.ts";
export { openBrowser } from "./sign-in/open-browser.ts";
export type { AskLine } from "./sign-in/read-callback.ts";
export { FileTokenStore, type FileTokenStoreOptions } from "./token-store/file-token-store.ts";
export type { KeyringEntry } from "./token-store/keyring.ts";
export { stateFolder } from "./token-store/state-folder.ts";
export { UserTokenStore } from "./token-store/user-token-store.ts";
