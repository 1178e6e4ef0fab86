// The public declarations of mortise/testing. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/testing";
export { CASE_BOUNDS } from "@mortise/testing";
export { CASE_BYTES } from "@mortise/testing";
export { FAKE_KEY } from "@mortise/testing";
export { agentSettings } from "@mortise/testing";
export { backplaneCases } from "@mortise/testing";
export { callThenAnswer } from "@mortise/testing";
export { compareContracts } from "@mortise/testing";
export { createCaseServer } from "@mortise/testing";
export { createFakeClock } from "@mortise/testing";
export { createFakeRandom } from "@mortise/testing";
export { keepContract } from "@mortise/testing";
export { mortiseMatchers } from "@mortise/testing";
export { readContract } from "@mortise/testing";
export { scriptedModel } from "@mortise/testing";
export { scriptedReplies } from "@mortise/testing";
export { serverCases } from "@mortise/testing";
export { startFakeProvider } from "@mortise/testing";

export interface ForEachWireOptions extends Omit<OpenClientOptions, "transport" | "revision"> {
  readonly wires?: readonly Wire[];
}

export interface OpenClientOptions extends ConnectOptions {
  readonly transport?: WireTransport;
  readonly http?: HttpOptions;
}

export declare const STDIO_WIRES: readonly Wire[];

export declare const WIRES: readonly Wire[];

export interface Wire {
  readonly name: string;
  readonly transport: WireTransport;
  readonly revision: Revision;
}

export type WireTransport = "memory" | "fetch" | "http" | "stdio";

export declare function forEachWire<S extends Server<unknown>>(server: S, run: (client: Client<S>, wire: Wire) => void | Promise<void>, options?: ForEachWireOptions): Promise<void>;
export declare function forEachWire<S = unknown>(server: string | URL, run: (client: Client<S>, wire: Wire) => void | Promise<void>, options?: ForEachWireOptions): Promise<void>;

export declare function openClient<S extends Server<unknown>>(server: S, options?: OpenClientOptions): Promise<Client<S>>;
export declare function openClient<S = unknown>(server: string | URL, options?: OpenClientOptions): Promise<Client<S>>;
