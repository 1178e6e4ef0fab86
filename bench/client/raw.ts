// The limit: `node:http`, or a newline splitter, with the bytes of a call and no client at all.
import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { createMessageWriter, firstId, handshake } from "../load/message.ts";
import { readClientSetting, serveCalls, stdioServer } from "./control.ts";

interface Answer {
  id: number;
  result: { content: { text: string }[] };
}

const { url, revision } = readClientSetting();
const isModern = revision !== "2025-11-25";
const write = createMessageWriter("tools/call", revision);
let next = firstId;

/** Writes a request that greets `name` in place of the guest that the writer names by its id. */
function writeCall(id: number, name: string): string {
  return write(id).replace(`guest ${id}`, name);
}

function readText({ result }: Answer): string {
  return result.content[0]?.text ?? "";
}

function callByHttp(place: string): (name: string) => Promise<string> {
  const agent = new Agent({ keepAlive: true });
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": revision,
    ...(isModern && { "mcp-method": "tools/call", "mcp-name": "greet" }),
  };
  return async (name) => {
    const body = writeCall(next++, name);
    const sent = request(place, {
      method: "POST",
      agent,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    sent.on("error", reject);
    sent.on("response", (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        answer += chunk;
      });
      response.on("end", () => resolve(answer));
    });
    sent.end(body);
    return readText(JSON.parse(await promise) as Answer);
  };
}

function callByPipe(): (name: string) => Promise<string> {
  const { stdin, stdout } = spawn(stdioServer.command, stdioServer.args, {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const pending = new Map<number, (answer: Answer) => void>();
  let rest = "";
  stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      const settle = pending.get(answer.id);
      pending.delete(answer.id);
      settle?.(answer);
    }
  });
  if (!isModern) {
    // The answer needs no waiting for, because calls are answered in their order.
    stdin.write(`${handshake.request}\n${handshake.notification}\n`);
  }
  return (name) => {
    const id = next++;
    const { promise, resolve } = Promise.withResolvers<string>();
    pending.set(id, (answer) => resolve(readText(answer)));
    stdin.write(`${writeCall(id, name)}\n`);
    return promise;
  };
}

serveCalls(url === undefined ? callByPipe() : callByHttp(url));
