/** What a process needs, after a collection of garbage. */
export interface Memory {
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** What a server holds on behalf of its clients; nothing, once they have gone. */
export interface Holdings {
  readonly sessions: number;
  readonly streams: number;
  readonly requests: number;
  readonly listeners: number;
  readonly timers: number;
  readonly sockets: number;
}
