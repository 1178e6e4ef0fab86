// The public declarations of @mortise/protocol/backplane-kit. `npx vitest run scripts -u` writes this file.

export interface Backplane extends AsyncDisposable {
  readonly kind: string;
  readonly isShared: boolean;
  readonly values: KeyValueStore;
  readonly bus: EventBus;
  readonly events: EventStore;
  close(): Promise<void>;
}

export type BackplaneParts = Omit<Backplane, typeof Symbol.asyncDispose>;

export interface EventBus {
  publish(topic: string, message: string): Promise<void>;
  subscribe(topic: string, receive: (message: string) => void, missed?: () => void): Promise<() => Promise<void>>;
}

export interface EventStore {
  append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void>;
  read(stream: string, after: number): Promise<readonly StoredEvent[]>;
  delete(stream: string): Promise<void>;
}

export interface KeyValueStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  replace(key: string, expected: string | undefined, value: string, ttlMs: number): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  increment(key: string, by: number, ttlMs: number): Promise<number>;
}

export interface StoredEvent {
  readonly sequence: number;
  readonly message: string;
}

export interface TopicListener {
  readonly receive: (message: string) => void;
  readonly missed?: (() => void) | undefined;
}

export declare class TopicListeners {
  #private;
  constructor(onError: (error: unknown) => void);
  has(topic: string): boolean;
  topics(): readonly string[];
  add(topic: string, listener: TopicListener): () => void;
  join(topic: string, listener: TopicListener, begin: () => Promise<unknown>, end: () => Promise<unknown>): Promise<() => Promise<void>>;
  deliver(topic: string, message: string): void;
  notifyMissed(): void;
  clear(): void;
}

export declare function checkCount(value: number, what: string): void;

export declare function checkKey(key: string, what: string): void;

export declare function checkMessage(message: string): void;

export declare function checkText(text: string, what: string): void;

export declare function checkTtl(ttlMs: number): void;

export declare function createBackplane(parts: BackplaneParts): Backplane;
