/** The assumptions of the model, beside the measurements. */
export const ASSUMED = {
  /** The share of an instance's core that is used on average: the rest is for bursts and lost instances. */
  busy: 0.6,
  /** The same of a store, which all of its instances share. */
  storeBusy: 0.5,
  /** Threads that answer: Redis has one, PostgreSQL as many as its machine has cores. */
  threads: { redis: 1, postgres: 8 },
  /** Connections that one PostgreSQL takes. */
  postgresConnections: 500,
  /** Working connections of an instance, by default. */
  pool: 4,
  /** Connections of an instance that listen. */
  listening: 1,
  /** The share of the working ones that is used on average; more are opened where four are too few. */
  poolBusy: 0.5,
  /** Milliseconds of a way to the store and back, within one data centre. */
  networkMs: 0.5,
  /** Instances of a cell at least, so that losing one does not end the service. */
  minInstances: 2,
} as const;
