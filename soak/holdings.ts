/** The memory of a process after a collection of garbage. */
export interface Memory {
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** The objects that a server holds for its clients; none, once they are gone. */
export interface Holdings {
  readonly sessions: number;
  readonly streams: number;
  readonly requests: number;
  readonly listeners: number;
  readonly timers: number;
  readonly sockets: number;
}
