import type { Client, RequestOptions } from "@mortise/client";
import { connect } from "@mortise/node";
import type { Duration, Implementation, Prompt } from "@mortise/protocol";
import { ProtocolError } from "@mortise/protocol";
import type { BundleVariable, ManifestPrompt, SeenServer } from "@mortise/publish";
import { writeNote } from "../../output/note.ts";
import { assertPages } from "../../target/read-pages.ts";
import { explainStart } from "../../target/start-failure.ts";
import { findStdoutNoise } from "../../target/stdout-noise.ts";

/** A server that is started as hosts start it. */
export interface BundledServer {
  /** Its file. */
  readonly path: string;
  readonly variables: readonly BundleVariable[];
  /** A folder with none of its files, for hosts start servers in one of their own. */
  readonly cwd: string;
  /** How long each answer may take. */
  readonly timeout: Duration;
  readonly signal: AbortSignal;
}

/**
 * Starts a server with the values that its variables have here, and asks what it says of itself.
 *
 * @throws the errors of `connect`, with the variables that it may lack; MortiseError `INVALID_DEFINITION` for a
 * server that cannot give the page of a tool.
 */
export async function seeServer(server: BundledServer): Promise<SeenServer> {
  const options: RequestOptions = { signal: server.signal, timeout: server.timeout };
  const warnings: string[] = [];
  const stderr: string[] = [];
  await using client = await start(server, {
    onWarning: (warning) => void warnings.push(warning),
    onStderr: (text) => void stderr.push(text),
  });
  const { tools, prompts } = client.capabilities;
  const listed = tools === undefined ? [] : await client.listTools(options);
  const remedy = "name the files that it reads with --include, or build the page before";
  await assertPages(client, listed, { ...options, stderr, remedy });
  const offered = prompts === undefined ? [] : await client.listPrompts(options);
  const rendered: ManifestPrompt[] = [];
  for (const prompt of offered) {
    const text = await renderPrompt(client, prompt, options);
    if (text !== undefined) rendered.push(describePrompt(prompt, text));
  }
  const noise = findStdoutNoise(warnings);
  if (noise !== undefined) writeNote(noise);
  return {
    ...pickIdentity(client.serverInfo),
    tools: listed.map((tool) => ({
      name: tool.name,
      ...(tool.description !== undefined && { description: tool.description }),
    })),
    toolsChange: tools?.listChanged === true,
    prompts: rendered,
    promptsChange: prompts?.listChanged === true || rendered.length < offered.length,
  };
}

/** Returns the words of a server about itself. */
export function pickIdentity(info: Implementation | undefined): SeenServer {
  const { name, title, version, description, websiteUrl } = info ?? {};
  return {
    ...(name !== undefined && { name }),
    ...(title !== undefined && { title }),
    ...(version !== undefined && { version }),
    ...(description !== undefined && { description }),
    ...(websiteUrl !== undefined && { websiteUrl }),
  };
}

async function start(
  { path, variables, cwd, timeout, signal }: BundledServer,
  { onWarning, onStderr }: Record<"onWarning" | "onStderr", (text: string) => void>,
): Promise<Client> {
  try {
    return await connect(
      {
        command: process.execPath,
        args: [path],
        env: readValues(variables),
        cwd,
        stderr: onStderr,
      },
      { signal, timeout, onWarning },
    );
  } catch (error) {
    throw explainStart("The bundled server", error, (stderr) => advise(stderr, variables));
  }
}

/** Returns the values that variables have here, or by default. */
export function readValues(variables: readonly BundleVariable[]): Record<string, string> {
  const given = variables.flatMap(({ name, default: fallback }) => {
    const value = process.env[name] ?? fallback;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

/** Names the variables on the stderr of a server that failed, which it was started without. */
function advise(stderr: string, variables: readonly BundleVariable[]): string {
  const named = new Set(stderr.match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g));
  const isUnset = (name: string): boolean => named.has(name) && process.env[name] === undefined;
  const unset = variables.map(({ name }) => name).filter(isUnset);
  if (unset.length > 0) return `; set ${unset.join(" and ")} here, so that it starts`;
  const known = new Set(variables.map(({ name }) => name));
  const withheld = [...named].filter((name) => process.env[name] !== undefined && !known.has(name));
  if (withheld.length === 0) return "";
  return `; ask the user for what it needs: ${withheld.map((name) => `--secret ${name}`).join(" ")}`;
}

/**
 * Renders a prompt with placeholders for its arguments, as manifests have it; `undefined` for one that is more
 * than a text, and for one that refuses the placeholders.
 */
async function renderPrompt(
  client: Client,
  { name, arguments: parameters = [] }: Prompt,
  options: RequestOptions,
): Promise<string | undefined> {
  const values = parameters.map((each) => [each.name, `\${arguments.${each.name}}`] as const);
  try {
    const { messages } = await client.getPrompt(name, Object.fromEntries(values), options);
    const [only] = messages;
    const isText = messages.length === 1 && only?.role === "user" && only.content.type === "text";
    return isText && only.content.type === "text" ? only.content.text : undefined;
  } catch (error) {
    if (ProtocolError.is(error)) return undefined;
    throw error;
  }
}

function describePrompt(
  { name, description, arguments: parameters = [] }: Prompt,
  text: string,
): ManifestPrompt {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(parameters.length > 0 && { arguments: parameters.map((each) => each.name) }),
    text,
  };
}
