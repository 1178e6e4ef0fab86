/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the platform's environment variables; empty where the platform has none. */
export function readEnvironment(): Environment {
  const { process } = globalThis as { process?: { env?: Environment } };
  return process?.env ?? {};
}
