// The public declarations of @mortise/node. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type * from "@mortise/server";

export type BackplaneOption = string | Backplane;

export interface Channel {
  post(message: object, done?: (error: Error | null) => void): void;
  listen(receive: (message: unknown) => void, gone: () => void): () => void;
}

export declare const INHERITED_ENVIRONMENT: readonly string[];

export interface ImportedServer {
  readonly server: Server<unknown>;
  readonly options: ServeOptions | undefined;
}

export interface IpcProcess {
  readonly connected: boolean;
  send?(message: object, handle: undefined, options: undefined, done: (error: Error | null) => void): boolean;
  on(event: "message" | "disconnect", listener: (message: unknown) => void): unknown;
  off(event: "message" | "disconnect", listener: (message: unknown) => void): unknown;
}

export interface ListenOptions extends HttpOptions {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly fallback?: NodeFallback;
  readonly instances?: number;
}

export interface Listening extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly isLoopback: boolean;
  close(): Promise<void>;
}

export type NodeFallback = (request: NodeRequest, response: ServerResponse) => void;

export interface NodeFetchInit {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly lookup?: LookupFunction;
}

export interface NodeHandler extends AsyncDisposable {
  (request: NodeRequest | Http2ServerRequest, response: ServerResponse | Http2ServerResponse, next?: () => void): void;
  close(): Promise<void>;
}

export interface NodeHandlerOptions extends HttpOptions {
  readonly path?: string;
  readonly fallback?: NodeFallback;
}

export interface NodeRequest extends IncomingMessage {
  readonly body?: unknown;
  readonly originalUrl?: string;
}

export type NodeTarget = Target | ProcessTarget;

export interface ProcessTarget {
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stderr?: "inherit" | "capture" | ((text: string) => void);
  readonly closeTimeout?: Duration;
  readonly onStart?: (process: {
    write(text: string): void;
  }) => void;
}

export declare class ProcessTransport implements Transport {
  #private;
  readonly kind: string;
  constructor(target: ProcessTarget, options?: ProcessTransportOptions);
  start(receiver: TransportReceiver): Promise<void>;
  send(message: JsonRpcMessage): Promise<void>;
  close(): Promise<void>;
}

export interface ProcessTransportOptions {
  readonly maxMessageBytes?: number;
  readonly onWarning?: (message: string) => void;
  readonly clock?: Clock;
  readonly beginExchange?: () => TapExchange;
}

export declare class RestartPolicy {
  #private;
  readonly limit: number;
  constructor(workers: number, clock: Clock);
  next(): number | undefined;
}

export interface ServeOptions {
  readonly http?: boolean | number | ListenOptions;
  readonly workers?: WorkerCount;
  readonly backplane?: BackplaneOption;
  readonly instances?: number;
  readonly telemetry?: Telemetry;
  readonly tap?: Tap;
  readonly card?: ServerCard;
  readonly principal?: Principal;
  readonly argv?: readonly string[];
  readonly grace?: Duration;
  readonly onClose?: () => void | Promise<void>;
}

export interface ServerFile {
  readonly path: string;
  readonly name: string;
}

export interface Serving extends AsyncDisposable {
  readonly transport: "stdio" | "http" | "none";
  readonly role: "single" | "primary" | "worker";
  readonly url: string | undefined;
  close(): Promise<void>;
}

export interface ServingStdio {
  readonly done: Promise<void>;
  close(): void;
}

export interface SkillFolderOptions extends Omit<SkillsOptions, "watch"> {
  readonly watch?: boolean;
  readonly settle?: Duration;
  readonly clock?: Clock;
  readonly maxEntries?: number;
  readonly maxBytes?: number;
}

export interface StdioOptions {
  readonly principal?: Principal | undefined;
  readonly tap?: Tap | undefined;
  readonly telemetry?: Telemetry | undefined;
  readonly grace?: Duration | undefined;
}

export interface WorkerBackplaneOptions {
  readonly timeoutMs?: number;
  readonly maxCalls?: number;
  readonly onError?: (error: unknown) => void;
  readonly clock?: Clock;
}

export type WorkerCount = "auto" | number;

export declare function connect<S extends Connectable & Catalogued>(target: S, options?: ConnectOptions): Promise<Client<S>>;
export declare function connect<S = unknown>(target: NodeTarget, options?: ConnectOptions): Promise<Client<S>>;

export declare function createNodeHandler(server: Server<unknown>, options?: NodeHandlerOptions): NodeHandler;

export declare function findServerFile(written: string): ServerFile;

export declare function hostBackplane(backplane: Backplane, channel: Channel): () => void;

export declare function importServer({
  path,
  name
}: ServerFile, written: string): Promise<ImportedServer>;

export declare function ipcChannel(other: IpcProcess): Channel;

export declare function listen(server: Server<unknown>, options?: ListenOptions): Promise<Listening>;

export declare function nodeFetch(url: URL, init: NodeFetchInit): Promise<Response>;

export declare function openWorkerBackplane(channel: Channel, options?: WorkerBackplaneOptions): Backplane;

export declare function readInstanceCount(instances: number | string | undefined, environment?: NodeJS.ProcessEnv): number;

export declare function readWorkerCount(workers: WorkerCount | string): number;

export declare function reserveStdout(): () => void;

export declare function serve(server: Server<unknown>, options?: ServeOptions): Promise<Serving>;

export declare function serveStdio(server: Server<unknown>, options?: StdioOptions): ServingStdio;

export declare function skillFolder(folder: string | URL, options?: SkillFolderOptions): Promise<ServerExtension>;

export declare function withoutServing<Value>(load: () => Promise<Value>): Promise<Value>;
