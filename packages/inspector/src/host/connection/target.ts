import type { Client, ConnectOptions } from "@mortise/client";
import type { Revision } from "@mortise/protocol";

/** How a target is to be connected to; every function may be called until the client is closed. */
export interface TargetConnection {
  /** The handlers, the tap and the other settings of the client. */
  readonly settings: ConnectOptions;
  /** Receives what a started server writes to stderr. */
  readonly onStderr: (text: string) => void;
  /** Receives the account that requests act for. */
  readonly onAccount: (description: string) => void;
  /** Receives the URL at which a person signs in. */
  readonly onSignIn: (url: string) => void;
  /** Receives a way to write bytes to a started server beside the client, for each process. */
  readonly onProcess: (write: (text: string) => void) => void;
  /** Receives the words of the command that starts the server, without secrets, before it is started. */
  readonly onCommand: (words: readonly string[]) => void;
}

/** A server that the inspector shows, and the way to connect to it. */
export interface InspectorTarget {
  /** A short name, as it stands in the page's addresses; another one of the same name gets a number. */
  readonly name: string;
  /** `self` is the server under development. */
  readonly kind: "self" | "http" | "stdio";
  /** The URL or the command line, without secrets. */
  readonly target: string;
  /** The file of the server under development as it was named: from the project's folder, also with `:export`. */
  readonly file?: string;
  /** The URL of a server that is reached over HTTP, to which raw requests are sent. */
  readonly url?: string;
  /** Refuses link-local addresses and services of clouds, for a URL that the page named. Default `false`. */
  readonly isGuarded?: boolean;
  /** Gives a header for each request over HTTP, which rows do not show. Default: none. */
  readonly mark?: () => readonly [name: string, value: string];
  /** The revision to speak first. Default: `auto`. */
  readonly preference?: "auto" | Revision;
  /** Connects; the errors are those of `connect`. */
  connect(connection: TargetConnection): Promise<Client>;
}
