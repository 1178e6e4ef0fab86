import { text } from "node:stream/consumers";
import type { Agent, ServerSettings } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import { MortiseError } from "@mortise/protocol";
import { toTargetSource } from "../../invocation/choose-target.ts";
import type { CommandSession } from "../../invocation/command-session.ts";
import { toConnectionOptions } from "../../invocation/connection-options.ts";
import { canAsk } from "../../output/can-ask.ts";
import { errorColor } from "../../output/color.ts";
import { describeFailure } from "../../output/report-error.ts";
import { showLog } from "../../output/show-log.ts";
import type { CommandTarget } from "../../target/command-target.ts";
import { connectTarget } from "../../target/connect-target.ts";
import { readServers } from "../../target/read-servers.ts";
import { answerOnce } from "./answer-once.ts";
import type { ChatFlags } from "./chat-flags.ts";
import { converse, introduce } from "./converse.ts";

/** Longer than a sign-in by any way may take. */
const SIGN_IN_LIMIT = "1h";

/**
 * Runs `mortise chat`: one message when one is given or piped in, otherwise a conversation.
 *
 * @throws what the agent's run failed with.
 */
export async function runChat(
  words: readonly string[],
  flags: ChatFlags,
  session: CommandSession,
): Promise<number> {
  const servers = readServers(words, toTargetSource(flags, session));
  const message = readFlag(flags) ?? (await readPiped(flags.json === true));
  const failures = new Map<CommandTarget, unknown>();
  const agent = createChatAgent(servers, flags, failures);
  const reported = new Set<string>();
  const onServerError = (server: string, reason: string): void => {
    if (reported.has(server)) return;
    reported.add(server);
    const target = servers[server];
    const lines = describeFailure((target && failures.get(target)) ?? reason);
    process.stderr.write(`${server} is left out. ${lines.join("\n")}\n`);
  };
  const options = { approved: new Set<string>(), onServerError };
  try {
    if (message !== undefined) {
      const signal = session.interruption.listen();
      const stop = (): void => session.interruption.interrupt();
      const json = flags.json === true;
      return await answerOnce(agent, message, { ...options, signal, stop, json });
    }
    await introduce(agent);
    return await converse(agent, { ...options, verbose: flags.verbose === true });
  } catch (error) {
    // With a single server its own failure says more than that none answers.
    const [failure = error, ...more] = failures.values();
    throw isUnreachable(error) && more.length === 0 ? failure : error;
  } finally {
    await agent.close();
  }
}

function createChatAgent(
  servers: Readonly<Record<string, CommandTarget>>,
  flags: ChatFlags,
  failures: Map<CommandTarget, unknown>,
): Agent {
  const { model, approve, instructions } = flags;
  const connection = toConnectionOptions(flags);
  return createAgent<CommandTarget>({
    servers: Object.fromEntries(
      Object.entries(servers).map(([name, target]) => [name, toSettings(target)]),
    ),
    approve,
    ...(model !== undefined && { model }),
    ...(instructions !== undefined && { instructions }),
    connect: async (target, handlers) => {
      try {
        return await connectTarget(target, connection, {
          ...handlers,
          ...(flags.verbose && { onLog: showLog }),
          onAccount: (description) => showAccount(target.label, description),
          restart: true,
        });
      } catch (error) {
        failures.set(target, error);
        throw error;
      }
    },
  });
}

/** A target of its own may look like settings, so that each is given as one. */
function toSettings(target: CommandTarget): ServerSettings<CommandTarget> {
  // Each request and the sign-in have limits of their own, and a user may take longer than a server.
  const mayAsk = target.kind === "url" && canAsk();
  return { target, ...(mayAsk && { startTimeout: SIGN_IN_LIMIT }) };
}

function showAccount(label: string, description: string): void {
  process.stderr.write(`${errorColor.dim(`${label}: signed in as ${description}`)}\n`);
}

function isUnreachable(error: unknown): boolean {
  return MortiseError.is(error) && error.code === "CONNECTION_FAILED";
}

/** An empty message would be refused by the provider, in its own words. */
function readFlag({ message }: ChatFlags): string | undefined {
  if (message === undefined || message.trim() !== "") return message;
  throw new MortiseError("INVALID_OPTION", "--message is empty; give the text of the message");
}

/** Reads piped input; `undefined` on a terminal, where a conversation follows. */
async function readPiped(json: boolean): Promise<string | undefined> {
  if (process.stdin.isTTY) {
    if (!json) return undefined;
    throw new MortiseError(
      "INVALID_OPTION",
      "--json answers one message; give it with --message or pipe it in",
    );
  }
  const message = (await text(process.stdin)).trim();
  if (message !== "") return message;
  throw new MortiseError(
    "INVALID_OPTION",
    "There is no message; give it with --message, pipe it in, or use a terminal",
  );
}
