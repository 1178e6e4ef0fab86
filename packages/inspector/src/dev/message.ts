import type { Contract } from "@mortise/testing";
import type { LogLine, TaskOperations } from "../contract/index.ts";

/** An error as it crosses from the process of the server. */
export interface ThrownError {
  readonly message: string;
  /** The stack as Node wrote it, with the lines of the source above it for a syntax error. */
  readonly stack: string;
  readonly code?: string;
  /** The port or path that another server has, for `EADDRINUSE`. */
  readonly taken?: string;
}

/** The request of a client that code of the server ran for. */
export interface Origin {
  /** The number of the HTTP exchange that carried it. */
  readonly exchange: number;
  /** The JSON-RPC id; absent before the request was read. */
  readonly id?: string | number;
}

/** A message to the process of the server. */
export type ToServerProcess =
  | {
      readonly dev: "load";
      /** Absolute. */
      readonly path: string;
      readonly name: string;
      /** The file as the user named it. */
      readonly written: string;
      /** The token that every request to the process carries. */
      readonly token: string;
    }
  | { readonly dev: "announce"; readonly lists: readonly ("tools" | "prompts" | "resources")[] }
  /** Answered by `operated` with the same number. */
  | {
      readonly dev: "operate";
      readonly number: number;
      readonly name: keyof TaskOperations;
      readonly input: unknown;
    }
  /** Finish the running requests, and end. */
  | { readonly dev: "retire" };

/** A message of the process of the server. */
export type FromServerProcess =
  | { readonly dev: "waiting" }
  /** A file of the user was loaded, or is about to be. */
  | { readonly dev: "module"; readonly path: string; readonly digest: string }
  /** A file of the user imports a library that a spare process may load ahead. */
  | { readonly dev: "library"; readonly name: string }
  /** Code of the user listens on a port or path. */
  | { readonly dev: "listens"; readonly place: string }
  /** A file was imported that is not there. */
  | { readonly dev: "missing"; readonly path: string }
  | ({ readonly dev: "ready" } & ReadyServer)
  /** The lists of the server; absent when they cannot be read. */
  | { readonly dev: "contract"; readonly contract?: Contract }
  /** The changes of lists are on their way to clients. */
  | { readonly dev: "announced" }
  | { readonly dev: "failed"; readonly error: ThrownError }
  | {
      readonly dev: "log";
      readonly source: LogLine["source"];
      readonly level: LogLine["level"];
      readonly text: string;
      /** The stack of the call that wrote it, or of the exception. */
      readonly stack?: string;
      readonly origin?: Origin;
    }
  | {
      readonly dev: "spans";
      readonly origin: Origin;
      readonly spans: readonly { readonly name: string; readonly ms: number }[];
    }
  /** The end of a request about tasks. */
  | {
      readonly dev: "operated";
      readonly number: number;
      readonly value?: unknown;
      readonly error?: ThrownError;
    }
  /** The process is about to end. */
  | { readonly dev: "ending"; readonly error: ThrownError };

/** A server that listens in its process. */
export interface ReadyServer {
  readonly port: number;
  readonly routes: readonly Route[];
  /** The name, version and capabilities as one text, which a client reads when it connects. */
  readonly identity: string;
}

/** A path beside the endpoint that the server answers. */
export interface Route {
  readonly path: string;
  readonly isPrefix: boolean;
}

/** Carries the token and the number of the exchange to the process of the server. */
export const HOP_HEADER = "x-mortise-dev";
