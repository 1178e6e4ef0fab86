import type { ToolResult } from "@mortise/client";
import type { Duration, Tool } from "@mortise/protocol";
import { MortiseError, nearest } from "@mortise/protocol";
import type { Command } from "commander";
import { chooseTarget } from "../invocation/choose-target.ts";
import type { CommandSession } from "../invocation/command-session.ts";
import type { ResultFlags } from "../invocation/result-flags.ts";
import { addResultFlags } from "../invocation/result-flags.ts";
import type { ServerLog } from "../invocation/server-log.ts";
import { withClient } from "../invocation/with-client.ts";
import { takeWord } from "../invocation/words.ts";
import { color, errorColor } from "../output/color.ts";
import { readOnlyMedia } from "../output/decode-media.ts";
import { ExitCode } from "../output/exit-code.ts";
import { toDocument } from "../output/print-json.ts";
import { toPrintable } from "../output/printable.ts";
import { writeResult } from "../output/write-result.ts";
import { readInput } from "./argument/read-input.ts";
import { readMeta } from "./argument/read-meta.ts";
import { readToolArguments } from "./argument/read-tool-arguments.ts";
import { awaitTask } from "./call/await-task.ts";
import { callWithProgress } from "./call/call-with-progress.ts";

interface CallFlags extends ResultFlags {
  readonly input?: string;
  readonly save?: string;
  readonly task?: string;
}

const EXAMPLES = `
Values get the type of the tool's input schema; a repeated key makes a list, a.b=1 an object.
key=@file takes the text of a file, key:=@file JSON; @@ begins a text with @.

Examples:
  mortise call server.ts get_customer customer_id=C-1042
  mortise call server.ts search_customers query=chen limit=5 --json
  mortise call server.ts create_order 'items:=[{"sku":"A-1","quantity":2}]'
  mortise call server.ts draw_chart --input '{"kind":"bar"}' --save .
  mortise call get_customer customer_id=C-1042 -- node server.js
  mortise call server.ts export_history --task 4fQz…   wait again for the task that a call became`;

/** Adds `mortise call`. */
export function addCallCommand(program: Command, session: CommandSession): void {
  const command = program
    .command("call")
    .description("Call a tool of a server and print what it returns.")
    .argument("[words...]", "the target, the tool's name and its arguments")
    .usage("[options] <target> <tool> [key=value...] [key:=json...]")
    .option(
      "--input <json>",
      "all arguments as a JSON object; @file reads a file, - standard input",
    )
    .option("--save <dir>", "write images, audio and files to this directory")
    .option("--task <id>", "wait for the task of an earlier call, instead of calling")
    .addHelpText("after", EXAMPLES)
    .action((words: string[], flags: CallFlags) => call(words, flags, session));
  addResultFlags(command);
}

async function call(words: string[], flags: CallFlags, session: CommandSession): Promise<void> {
  const target = chooseTarget(words, flags, session);
  const { task: id } = flags;
  const timeout = flags.timeout as Duration | undefined;
  if (id !== undefined) {
    const tool = words.shift();
    refuseArguments(words, flags);
    return withClient(target, flags, session, async (client, { signal, log }) => {
      if (tool !== undefined) findTool(await client.listTools({ signal }), tool);
      const result = await awaitTask(client, { id, tool }, { signal, timeout });
      await report(result, { flags, session, log });
    });
  }
  const name = takeWord(words, "Which tool? Give its name; mortise list shows them");
  if (flags.input !== undefined && words.length > 0) {
    throw new MortiseError(
      "INVALID_OPTION",
      "Give the arguments as key=value or as --input, not both",
    );
  }
  const input = flags.input === undefined ? undefined : await readInput(flags.input);
  const meta = await readMeta(flags.meta);
  await withClient(target, flags, session, async (client, { signal, log }) => {
    const tool = findTool(await client.listTools({ signal }), name);
    const values = input ?? (await readToolArguments(words, tool.inputSchema));
    const result = await callWithProgress(client, { name, values, ...meta }, { signal, timeout });
    await report(result, { flags, session, log });
  });
}

function refuseArguments(words: readonly string[], { input, meta }: CallFlags): void {
  if (words.length === 0 && input === undefined && meta === undefined) return;
  throw new MortiseError(
    "INVALID_OPTION",
    "A task has its arguments already; leave them out beside --task",
  );
}

interface ReportContext {
  readonly flags: CallFlags;
  readonly session: CommandSession;
  readonly log: ServerLog;
}

async function report(result: ToolResult, { flags, session, log }: ReportContext): Promise<void> {
  if (result.isError) {
    session.exitCode = ExitCode.tool;
    log.ask(result.text);
  }
  await print(result, flags);
}

function findTool(tools: readonly Tool[], name: string): Tool {
  const found = tools.find((tool) => tool.name === name);
  if (found !== undefined) return found;
  const names = tools.map((tool) => tool.name);
  const guess = nearest(name, names);
  const advice = guess === undefined ? "mortise list shows what it has" : `did you mean ${guess}?`;
  throw new MortiseError(
    "INVALID_OPTION",
    `The server has no tool ${JSON.stringify(name)}; ${advice}`,
  );
}

async function print(result: ToolResult, flags: CallFlags): Promise<void> {
  const { content, structured, structuredProblem, isError, meta } = result;
  if (flags.json) {
    const structuredContent = structured === undefined ? {} : { structuredContent: structured };
    const problem = structuredProblem === undefined ? {} : { structuredProblem };
    const about = { isError, ...(meta && { _meta: meta }) };
    const document = { content, ...structuredContent, ...problem, ...about };
    return writeResult(toDocument(document), flags);
  }
  const error = isError ? readToolError(result) : undefined;
  if (error !== undefined) {
    process.stderr.write(`${errorColor.red("error")} ${toPrintable(error)}\n`);
    return;
  }
  const isFile = flags.output !== undefined && !isError && structured === undefined;
  const bytes = isFile ? readOnlyMedia(content) : undefined;
  if (bytes !== undefined) return writeResult(bytes, flags);
  const { describeResult } = await import("../output/describe-content.ts");
  const text = await describeResult(result, flags.save);
  await writeResult(isError ? color.red(text) : text, flags);
}

/** Returns the message of a failure written as `{ error, code }`, as servers of Mortise do. */
function readToolError({ text }: ToolResult): string | undefined {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}
