import process from "node:process";
import type { Client } from "mortise";
import { connect } from "mortise";
import { createServerTargets } from "../agent/server-targets.ts";
import type billing from "../servers/billing.ts";
import type conversations from "../servers/conversations.ts";
import type customers from "../servers/customers.ts";
import type tickets from "../servers/tickets.ts";

/** The four servers that know something about a customer. */
export interface Sources {
  readonly customers: Client<typeof customers>;
  readonly tickets: Client<typeof tickets>;
  readonly conversations: Client<typeof conversations>;
  readonly billing: Client<typeof billing>;
}

/** Connections to the sources, opened by the first export and kept for the next. */
export interface SourceConnections {
  /** Connects to all four; a failure is tried again by the next call. */
  open(): Promise<Sources>;
  close(): Promise<void>;
}

/** Makes connections to the sources as processes of their own, with the variables of `env`. */
export function createSourceConnections(
  env: Readonly<Record<string, string | undefined>> = process.env,
): SourceConnections {
  let opening: Promise<Sources> | undefined;
  return {
    open: () => {
      opening ??= connectAll(env).catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    close: async () => {
      const sources = await opening?.catch(() => undefined);
      if (sources) await Promise.all(Object.values(sources).map((client) => client.close()));
    },
  };
}

async function connectAll(env: Readonly<Record<string, string | undefined>>): Promise<Sources> {
  const targets = createServerTargets(env);
  const starting = [
    connect<typeof customers>(targets.customers),
    connect<typeof tickets>(targets.tickets),
    connect<typeof conversations>(targets.conversations),
    connect<typeof billing>(targets.billing),
  ] as const;
  try {
    const [one, two, three, four] = await Promise.all(starting);
    return { customers: one, tickets: two, conversations: three, billing: four };
  } catch (error) {
    for (const settled of await Promise.allSettled(starting)) {
      if (settled.status === "fulfilled") await settled.value.close();
    }
    throw error;
  }
}
